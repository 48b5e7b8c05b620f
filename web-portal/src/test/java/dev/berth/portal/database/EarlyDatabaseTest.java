package dev.berth.portal.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The database's server in a Berth that begins, and in one that then cannot start. */
class EarlyDatabaseTest {

    private static final Path PID_FILE = Path.of("postgres", "data", "postmaster.pid");

    @TempDir
    private Path folder;

    @Test
    void berthThatCannotStartLeavesNoServerBehind() {
        assertThatThrownBy(() -> start("--berth.data-dir=" + folder))
                .rootCause()
                .hasMessage("runs: true");
        assertThat(folder.resolve("postgres/data/PG_VERSION")).exists();
        assertThat(folder.resolve(PID_FILE)).doesNotExist();
    }

    @Test
    void serverThatSomebodyElseRunsIsNotTakenDown() throws Exception {
        var others = EmbeddedServer.beginIn(folder);
        var running = others.await();
        assertThatThrownBy(() -> start("--berth.data-dir=" + folder))
                .rootCause()
                .hasMessage("runs: true");
        assertThat(Files.readString(folder.resolve(PID_FILE))).isNotBlank();
        assertThat(running.launchedHere()).isTrue();
        others.stopUnlessUsed();
    }

    @Test
    void theLastBerthOnADataFolderStopsTheServer() throws Exception {
        var first = new EmbeddedDataSource(Optional.of(EmbeddedServer.beginIn(folder)), 2);
        try (var connection = first.getConnection()) {
            var second = new EmbeddedDataSource(Optional.of(EmbeddedServer.beginIn(folder)), 2);
            second.getConnection().close();
            second.close();
            assertThat(connection.isValid(5)).isTrue();
        }
        first.getConnection().close();
        first.close();
        assertThat(folder.resolve(PID_FILE)).doesNotExist();
    }

    @Test
    void noServerIsBegunWhereADatabaseIsConfigured() {
        assertThatThrownBy(() -> start(
                        "--berth.data-dir=" + folder,
                        "--berth.database.url=jdbc:postgresql://db.example.com/berth",
                        "--berth.database.password-file=" + folder.resolve("password")))
                .rootCause()
                .hasMessage("runs: false");
        assertThat(folder).isEmptyDirectory();
    }

    private static void start(String... settings) {
        var application = new SpringApplication(CannotStart.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addListeners(new EarlyDatabase());
        application.run(settings).close();
    }

    /** Fails as late as a bean can, and tells whether the server had been begun. */
    @Configuration
    static class CannotStart {
        @Bean
        String port(ObjectProvider<EmbeddedServer> begun) throws Exception {
            var server = begun.getIfAvailable();
            if (server != null) {
                server.await();
            }
            throw new IllegalStateException("runs: " + (server != null));
        }
    }
}
