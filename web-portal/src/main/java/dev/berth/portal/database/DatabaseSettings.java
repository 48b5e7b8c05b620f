package dev.berth.portal.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL that holds everything. Without {@code url} Berth runs one of its own, which is for evaluation.
 *
 * @param url as JDBC takes it: {@code jdbc:postgresql://db.example.com/berth}
 * @param passwordFile a file whose first line is the password
 * @param connections the most that this node opens
 */
@ConfigurationProperties("berth.database")
public record DatabaseSettings(
        @Nullable String url,
        @DefaultValue("berth") String username,
        @Nullable Path passwordFile,
        @DefaultValue("20") int connections) {

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
        if (connections < 5 || connections > 500) {
            throw new IllegalArgumentException(
                    "berth.database.connections is %d; it must be between 5 and 500".formatted(connections));
        }
    }

    public boolean embedded() {
        return url == null;
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
