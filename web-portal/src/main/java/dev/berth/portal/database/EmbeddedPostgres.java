package dev.berth.portal.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Berth's own PostgreSQL: a server of its own on loopback, behind a password, with everything in one folder.
 *
 * <p>The server outlives a Berth that is killed. The next Berth finds it by its {@code postmaster.pid} and goes on with
 * it; a file that names a dead or foreign process is put away first, since PostgreSQL would take a reused process id
 * for a running server.
 */
final class EmbeddedPostgres {

    static final String VERSION = "18.6.0";
    static final String USER = "berth";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final int PASSWORD_BYTES = 24;
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int COMMAND_SECONDS = 120;
    private static final int FREE_PORT = 0;
    /** How long connections that were closed may take to be gone. */
    private static final Duration GOING = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final String OWNER_ONLY = "rw-------";

    private final Path folder;
    private final Path data;
    private final Path passwordFile;
    private int port;
    private boolean launchedHere;

    /** @param folder holds the programs, the data, the log and the password */
    EmbeddedPostgres(Path folder) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.passwordFile = folder.resolve("password");
    }

    /** Starts the server, or finds it running. */
    synchronized EmbeddedPostgres start() {
        try {
            Files.createDirectories(folder);
            var binaries = PostgresBinaries.unpackedAt(folder.resolve("postgresql-" + VERSION));
            if (!isInitialised()) {
                initialise(binaries);
            }
            Optional<Integer> running = runningPort();
            if (running.isPresent()) {
                port = running.get();
                log.info("Going on with the PostgreSQL that an earlier Berth left running on port {}", port);
            } else {
                Files.deleteIfExists(pidFile());
                port = freePort();
                launch(binaries);
                launchedHere = true;
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot start Berth's own PostgreSQL in %s; check that the folder can be written and the disk is not full, or set berth.database.url"
                            .formatted(folder),
                    e);
        }
    }

    /** Stops the server at once and cleanly: open transactions are rolled back, everything committed is on disk. */
    synchronized void stop() {
        try {
            if (runningPort().isPresent()) {
                var binaries = new PostgresBinaries(folder.resolve("postgresql-" + VERSION));
                run(binaries.program("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "stop");
            }
        } catch (IOException e) {
            log.warn("Cannot stop Berth's own PostgreSQL in {}; the next start goes on with it", data, e);
        }
    }

    /**
     * Stops it unless a Berth is connected to it; for one that has closed its own connections. They take a moment to go, so
     * that is waited for: what is there after it is another Berth's on the same data folder, which stops the server when it
     * ends.
     */
    synchronized void stopUnlessUsed() {
        try {
            if (runningPort().isPresent() && isUsed()) {
                log.info("Leaving Berth's own PostgreSQL in {} to another Berth that runs on it", data);
                return;
            }
        } catch (IOException | SQLException e) {
            log.warn("Cannot ask Berth's own PostgreSQL in {} who else uses it; it is left running", data, e);
            return;
        }
        stop();
    }

    private boolean isUsed() throws SQLException {
        long end = System.nanoTime() + GOING.toNanos();
        // One that hangs keeps nobody from ending.
        String bounded = url("berth-command") + "&loginTimeout=5&connectTimeout=5&socketTimeout=10";
        try (var connection = DriverManager.getConnection(bounded, USER, password())) {
            while (isUsed(connection)) {
                if (System.nanoTime() > end) {
                    return true;
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
            return false;
        }
    }

    /** Whether a Berth, rather than one of its commands or somebody who looks at the tables, is connected. */
    static boolean isUsed(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select exists (select from pg_stat_activity
                                        where backend_type = 'client backend' and application_name = 'berth')
                        """)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    boolean isInitialised() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /** Whether this run started the server, rather than found it running. */
    boolean launchedHere() {
        return launchedHere;
    }

    String url() {
        return url("berth");
    }

    private String url(String application) {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?ApplicationName=%s".formatted(port, application);
    }

    String password() {
        return DatabaseSettings.readPassword(passwordFile);
    }

    private void initialise(PostgresBinaries binaries) throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(passwordFile, HexFormat.of().formatHex(secret) + "\n");
        run(
                binaries.program("initdb"),
                "-D",
                data.toString(),
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums");
    }

    private void launch(PostgresBinaries binaries) throws IOException {
        run(
                binaries.program("pg_ctl"),
                "-D",
                data.toString(),
                "-l",
                folder.resolve("postgres.log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories= -c max_connections=100 -c shared_buffers=64MB -c wal_level=logical -c timezone=UTC"
                        .formatted(port),
                "-w",
                "start");
    }

    /** The port of the server that runs on this data, if one does. */
    private Optional<Integer> runningPort() throws IOException {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile());
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.get(PID_LINE).strip());
        return isPostgresOnThisData(pid)
                ? Optional.of(Integer.parseInt(lines.get(PORT_LINE).strip()))
                : Optional.empty();
    }

    private boolean isPostgresOnThisData(long pid) throws IOException {
        Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
        if (!Files.exists(commandLine)) {
            return false;
        }
        String[] words = Files.readString(commandLine).split("\0", -1);
        return words[0].endsWith("postgres") && Arrays.asList(words).contains(data.toString());
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    /** PostgreSQL refuses to be root, so root runs it in a user namespace where it is nobody. */
    private void run(String... command) throws IOException {
        var words = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            words.add("unshare");
            words.add("--user");
        }
        words.addAll(List.of(command));
        Path output = Files.createTempFile(folder, "command-", ".log");
        try {
            var process = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("%s did not finish within %d seconds".formatted(command[0], COMMAND_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw new IOException("%s ended with code %d: %s"
                        .formatted(
                                command[0],
                                process.exitValue(),
                                Files.readString(output).strip()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + command[0], e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(FREE_PORT, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
