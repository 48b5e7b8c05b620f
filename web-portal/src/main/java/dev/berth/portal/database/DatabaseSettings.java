package dev.berth.portal.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL that holds everything. Without {@code url} Berth runs one of its own, which is for evaluation.
 *
 * @param url as JDBC takes it: {@code jdbc:postgresql://db.example.com/berth}
 * @param passwordFile a file whose first line is the password
 * @param connections the most that this node opens
 * @param tls whether the way to the server is encrypted, and its certificate checked; left to {@code url} where not said
 * @param rootCertificate a file, in PEM, of the authority that the server's certificate has to come from
 */
@ConfigurationProperties("berth.database")
public record DatabaseSettings(
        @Nullable String url,
        @DefaultValue("berth") String username,
        @Nullable Path passwordFile,
        @DefaultValue("20") int connections,
        @Nullable Tls tls,
        @Nullable Path rootCertificate) {

    /** As libpq and PostgreSQL's driver call them. */
    public enum Tls {
        /** Plain, however the server would like it. */
        DISABLE,
        /** Encrypted, and whoever answers is believed. */
        REQUIRE,
        /** The certificate has to come from the authority. */
        VERIFY_CA,
        /** And to be of the host that {@code url} names. */
        VERIFY_FULL;

        String mode() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public DatabaseSettings {
        if (url != null && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "berth.database.url '%s' is not PostgreSQL's; write it as jdbc:postgresql://host:5432/berth"
                            .formatted(url));
        }
        if (url != null && passwordFile == null) {
            throw new IllegalArgumentException(
                    "berth.database.password-file is missing; name a file whose first line is the password of '%s'"
                            .formatted(username));
        }
        if (url == null && tls != null) {
            throw new IllegalArgumentException("berth.database.tls is '" + tls.mode()
                    + "' without berth.database.url; Berth's own PostgreSQL listens on this machine alone.");
        }
        if (rootCertificate != null && tls != Tls.VERIFY_CA && tls != Tls.VERIFY_FULL) {
            throw new IllegalArgumentException("berth.database.root-certificate is '" + rootCertificate
                    + "', and nothing is checked against it; set berth.database.tls to verify-full, or verify-ca.");
        }
        if (rootCertificate != null && !Files.isReadable(rootCertificate)) {
            throw new IllegalArgumentException("berth.database.root-certificate is '" + rootCertificate
                    + "', which cannot be read; name a file in PEM that Berth's user may read.");
        }
        if (connections < 5 || connections > 500) {
            throw new IllegalArgumentException(
                    "berth.database.connections is %d; it must be between 5 and 500".formatted(connections));
        }
    }

    public boolean embedded() {
        return url == null;
    }

    /** What the driver is told besides {@code url}. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        if (tls != null) {
            properties.put("sslmode", tls.mode());
        }
        if (rootCertificate != null) {
            properties.put("sslrootcert", rootCertificate.toString());
        } else if (tls == Tls.VERIFY_CA || tls == Tls.VERIFY_FULL) {
            // The driver would look for one in the home folder of Berth's user alone.
            properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return properties;
    }

    static String readPassword(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> new IllegalStateException(
                            "The password file %s is empty; its first line must be the password".formatted(file)));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot read the password file %s; check that it exists and that Berth's user may read it"
                            .formatted(file),
                    e);
        }
    }
}
