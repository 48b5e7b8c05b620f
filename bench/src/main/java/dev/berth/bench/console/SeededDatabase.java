package dev.berth.bench.console;

import dev.berth.bench.bed.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * Fills the database of a Berth that runs with a company to look at. Only an empty one is filled, so nobody's data ever gets
 * mixed with it; one that was filled alike before is taken as it is.
 */
final class SeededDatabase {

    private static final String SCRIPT = "seed.sql";
    private static final String REGION = "main";

    private SeededDatabase() {}

    /** How long it took; zero when it was there. */
    static Duration fill(Path data, int desktops, int sessions) {
        String wanted = "Seeded by ./berth bench console: %d desktops, %d sessions".formatted(desktops, sessions);
        long started = System.nanoTime();
        try (Connection connection = EmbeddedDatabase.connect(data);
                Statement statement = connection.createStatement()) {
            Optional<String> seeded = text(statement, "select obj_description('desktop'::regclass)");
            if (seeded.filter(wanted::equals).isPresent()) {
                return Duration.ZERO;
            }
            if (seeded.isPresent()
                    || text(statement, "select 'there' from person limit 1").isPresent()) {
                throw new IllegalStateException("The database in " + data + " is in use already ("
                        + seeded.orElse("it knows people") + "); name another folder with --data, or delete this one.");
            }
            connection.setAutoCommit(false);
            statement.execute(script(desktops, sessions));
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("vacuum analyze");
            return Duration.ofNanos(System.nanoTime() - started);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot fill the database in " + data + ": " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }

    private static String script(int desktops, int sessions) {
        try (InputStream script = SeededDatabase.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IllegalStateException(
                        SCRIPT + " is not beside " + SeededDatabase.class + "; build the bench anew.");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{desktops}", Integer.toString(desktops))
                    .replace("{sessions}", Integer.toString(sessions))
                    .replace("{region}", REGION);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + SCRIPT, e);
        }
    }
}
