package dev.berth.broker.alias;

import static dev.berth.broker.Within.within;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL server whose postmaster is killed with -9, and which is started again over what it left. */
final class MortalServer {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final EmbeddedPostgres server;
    private final List<String> command;
    private ProcessHandle postmaster;

    MortalServer(EmbeddedPostgres server) {
        this.server = server;
        this.postmaster = postmasterOf(server);
        this.command = command(postmaster.pid());
    }

    private static ProcessHandle postmasterOf(EmbeddedPostgres server) {
        String folder = JdbcClient.create(server.getPostgresDatabase())
                .sql("show data_directory")
                .query(String.class)
                .single();
        try {
            String pid = Files.readAllLines(Path.of(folder, "postmaster.pid")).getFirst();
            return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find the postmaster of " + folder, e);
        }
    }

    /** As it was started; root is refused by PostgreSQL, and so is nobody in a namespace of its own. */
    private static List<String> command(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8);
            List<String> words = new ArrayList<>(List.of(line.split("\0")));
            if (System.getProperty("user.name").equals("root")
                    && !words.getFirst().contains("unshare")) {
                words.addAll(0, List.of("unshare", "-U"));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot see how PostgreSQL was started", e);
        }
    }

    void kill() {
        List<ProcessHandle> children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        // Its children see that, and end by themselves.
        within(
                LIMIT,
                "the server is gone",
                () -> !postmaster.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Until it answers: it looks through what was written last first. */
    void start() {
        within(LIMIT, "the server answers", () -> {
            if (!postmaster.isAlive()) {
                postmaster = process().toHandle();
            }
            return answers();
        });
    }

    private Process process() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL again with " + command, e);
        }
    }

    private boolean answers() {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }
}
