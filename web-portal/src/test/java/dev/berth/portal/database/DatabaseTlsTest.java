package dev.berth.portal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.berth.portal.database.DatabaseSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PostgreSQL's driver is told about TLS. */
class DatabaseTlsTest {

    private static final String URL = "jdbc:postgresql://db.example.com/berth";

    @TempDir
    private Path folder;

    @Test
    void theServersCertificateCanBeCheckedAgainstAnAuthorityAndItsName() throws IOException {
        Path authority = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n");

        HikariConfig told = DatabaseConfiguration.reaching(settings(Tls.VERIFY_FULL, authority), 5);

        assertThat(told.getJdbcUrl()).isEqualTo(URL);
        assertThat(told.getDataSourceProperties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslrootcert", authority.toString());
    }

    @Test
    void withoutAnAuthorityTheJdksCount() {
        assertThat(DatabaseConfiguration.reaching(settings(Tls.VERIFY_FULL, null), 5)
                        .getDataSourceProperties())
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }

    @Test
    void whatIsNotSaidIsLeftToTheAddress() {
        assertThat(DatabaseConfiguration.reaching(settings(null, null), 5).getDataSourceProperties())
                .isEmpty();
    }

    @Test
    void anAuthorityThatNothingIsCheckedAgainstOrThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> settings(Tls.REQUIRE, folder)).hasMessageContaining("verify-full");
        assertThatThrownBy(() -> settings(Tls.VERIFY_FULL, folder.resolve("none")))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> new DatabaseSettings(null, "berth", null, 20, Tls.REQUIRE, null))
                .hasMessageContaining("berth.database.url");
    }

    private DatabaseSettings settings(Tls tls, Path authority) {
        return new DatabaseSettings(URL, "berth", folder.resolve("password"), 20, tls, authority);
    }
}
