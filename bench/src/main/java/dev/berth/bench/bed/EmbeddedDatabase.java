package dev.berth.bench.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The PostgreSQL that Berth runs in its data folder. It outlives a Berth that was killed. */
public final class EmbeddedDatabase {

    private static final String PID_FILE = "postmaster.pid";
    private static final int PORT_LINE = 3;
    private static final int DEEPEST = 4;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private EmbeddedDatabase() {}

    /** Ends the server of a data folder if one runs. */
    public static void stop(Path data) {
        server(data).ifPresent(server -> {
            server.destroy();
            try {
                server.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                server.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                server.destroyForcibly();
            }
        });
    }

    /** A connection to the server of a data folder, as the one whom all of it belongs to. */
    public static Connection connect(Path data) {
        Path folder = data.resolve("postgres");
        try {
            List<String> lines = Files.readAllLines(folder.resolve("data").resolve(PID_FILE));
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + lines.get(PORT_LINE).strip()
                            + "/postgres?options=-c%20timezone=UTC",
                    "berth",
                    Files.readString(folder.resolve("password")).strip());
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(
                    "Cannot reach the database of the Berth in " + data + "; does that Berth run?", e);
        }
    }

    /** The server's own process; only one that works on this folder, since a process id is used again. */
    static Optional<ProcessHandle> server(Path data) {
        if (!Files.isDirectory(data)) {
            return Optional.empty();
        }
        try (var files = Files.find(data, DEEPEST, (file, attributes) -> file.endsWith(PID_FILE))) {
            return files.findFirst().flatMap(EmbeddedDatabase::process);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for a database in " + data, e);
        }
    }

    private static Optional<ProcessHandle> process(Path pidFile) {
        try {
            var lines = Files.readAllLines(pidFile);
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                            .filter(process -> worksOn(process.pid(), String.valueOf(pidFile.getParent())));
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("Cannot read " + pidFile, e);
        }
    }

    private static boolean worksOn(long pid, String folder) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .contains(folder);
        } catch (IOException ended) {
            return false;
        }
    }
}
