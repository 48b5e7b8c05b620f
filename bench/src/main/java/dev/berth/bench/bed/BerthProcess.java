package dev.berth.bench.bed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One Berth as a process of its own, from the jar that the build made, unpacked as {@code ./berth up} does, on a free port, with a data folder that the
 * caller gives. Closing it stops it as an administrator would; {@link #kill} does not ask.
 */
public final class BerthProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

    private final Process process;
    private final int port;
    private final Path log;
    private final Path data;
    private final Duration startTime;

    private BerthProcess(Process process, int port, Path data, Path log) {
        this.process = process;
        this.port = port;
        this.data = data;
        this.log = log;
        this.startTime = awaitReady();
    }

    /**
     * Starts Berth and waits until it is ready.
     *
     * @param jvmFlags for the JVM, before the jar
     * @param settings as on the command line: {@code --berth.pool=e2e}
     */
    public static BerthProcess start(Path jar, Path data, List<String> jvmFlags, List<String> settings) {
        return start(jar, data, jvmFlags, settings, freePort());
    }

    /** Starts Berth on a given port, as after a crash, when browsers still know the address. */
    public static BerthProcess start(Path jar, Path data, List<String> jvmFlags, List<String> settings, int port) {
        try {
            Files.createDirectories(data);
            Path log = data.resolve("berth.log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("--enable-native-access=ALL-UNNAMED");
            command.addAll(jvmFlags);
            command.addAll(List.of("-jar", UnpackedJar.of(jar).toString()));
            command.add("--server.port=" + port);
            command.add("--berth.data-dir=" + data.toAbsolutePath());
            command.addAll(settings);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .directory(data.toFile())
                    .start();
            return new BerthProcess(process, port, data, log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Berth from " + jar + ". Build it with ./berth first.", e);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public Path data() {
        return data;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    /** From the process's start to the first ready answer. */
    public Duration startTime() {
        return startTime;
    }

    /** The evaluation directory's accounts: name to password. */
    public Properties accounts() {
        Properties accounts = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("evaluation-accounts.properties"))) {
            accounts.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the evaluation accounts in " + data, e);
        }
        return accounts;
    }

    /** Resident memory of the process in KiB, as the kernel counts it. */
    public long residentKib() {
        return kib(Path.of("/proc", Long.toString(pid()), "status"), "VmRSS:");
    }

    /** Resident memory in KiB of the database that this one runs; pages that its processes share count once. */
    public long databaseKib() {
        return EmbeddedDatabase.server(data).stream()
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .mapToLong(process -> kib(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"), "Pss:"))
                .sum();
    }

    /** Ends the process at once, as a power cut would. */
    public void kill() {
        process.destroyForcibly();
        await(STOP_LIMIT);
    }

    @Override
    public void close() {
        process.destroy();
        if (!await(STOP_LIMIT)) {
            kill();
        }
    }

    private static long kib(Path file, String field) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + field + " in " + file, e);
        }
    }

    private boolean await(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return false;
        }
    }

    private Duration awaitReady() {
        long started = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(address().resolve("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            while (System.nanoTime() - started < START_LIMIT.toNanos()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("Berth ended while it started; its log ends with:\n" + logTail());
                }
                if (answersReady(client, request)) {
                    return Duration.ofNanos(System.nanoTime() - started);
                }
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IllegalStateException(
                "Berth was not ready within " + START_LIMIT + "; its log ends with:\n" + logTail());
    }

    private static boolean answersReady(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notListeningYet) {
            return false;
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port", e);
        }
    }
}
