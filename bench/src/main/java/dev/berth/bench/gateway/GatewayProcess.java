package dev.berth.bench.gateway;

import dev.berth.bench.raw.Virsh;
import dev.berth.bench.raw.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway as a process of its own, to be asked what it has used. It ends with its input, so also with this process. */
final class GatewayProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Stands for the process's id in a command. */
    static final String PID = "PID";

    /** Some collect after they were told, not while. */
    private static final Duration COLLECTED = Duration.ofSeconds(1);

    private static final String LISTENING = "listening ";

    /** USER_HZ, which Linux has kept at 100 for what it tells in /proc. */
    private static final double TICKS_A_SECOND = 100;

    /** Of /proc/PID/stat, counted from the field after the command's name. */
    private static final int USER_TICKS = 11;

    private final Process process;
    private final List<String> collector;
    private final int port;

    private GatewayProcess(Process process, List<String> collector, int port) {
        this.process = process;
        this.collector = collector;
        this.port = port;
    }

    /**
     * Starts it and waits until it says where it listens.
     *
     * @param collector the command that makes it give back what it does not hold, {@value #PID} where its id belongs
     */
    static GatewayProcess start(List<String> command, List<String> collector, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            try {
                return new GatewayProcess(process, collector, portOf(process));
            } catch (ExecutionException | TimeoutException | NumberFormatException e) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "'" + String.join(" ", command) + "' did not say within " + LIMIT.toSeconds()
                                + " s where it listens; its log is " + log + ".",
                        e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while a gateway started.", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start '" + command.getFirst() + "'. Is it installed?", e);
        }
    }

    int port() {
        return port;
    }

    /** Processor time until now, the kernel's for it included. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_A_SECOND;
    }

    /** What the process has in memory, after it was made to let go of what it does not hold. */
    long residentKib() {
        Virsh.execute(
                collector.stream()
                        .map(word -> word.equals(PID) ? Long.toString(process.pid()) : word)
                        .toList(),
                LIMIT);
        Waiting.pause(COLLECTED);
        return read("status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway's process has ended by itself", e);
        }
    }

    private static int portOf(Process process) throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                String line = output.readLine();
                while (line != null && !line.startsWith(LISTENING)) {
                    line = output.readLine();
                }
                port.complete(Integer.parseInt(String.valueOf(line).substring(LISTENING.length())));
            } catch (IOException | RuntimeException e) {
                port.completeExceptionally(e);
            }
        });
        return port.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
