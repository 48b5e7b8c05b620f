package dev.berth.bench.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The command that an administrator has in place of Berth; each call is a process of its own, and bounded. */
public final class Virsh {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final String uri;

    public Virsh(String uri) {
        this.uri = uri;
    }

    /** What one call said. */
    public record Answer(int exitCode, String output) {

        public boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs a command that has to succeed, and returns what it printed. */
    public String run(String... arguments) {
        Answer answer = attempt(arguments);
        if (!answer.ok()) {
            throw new IllegalStateException("virsh " + String.join(" ", arguments) + " ended with " + answer.exitCode()
                    + ": " + answer.output().strip());
        }
        return answer.output();
    }

    /** Runs a command that may fail. */
    public Answer attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "--quiet", "--connect", uri));
        command.addAll(List.of(arguments));
        return execute(command, LIMIT);
    }

    /** Runs any command to its end, within a limit. */
    public static Answer execute(List<String> command, Duration limit) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            // Emptied from the side: a pipe that fills would stop a talkative command.
            CompletableFuture<byte[]> output = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> empty(process, output));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("'" + String.join(" ", command) + "' did not end within "
                        + limit.toSeconds() + " s. Look at libvirtd and at the machine's load.");
            }
            return new Answer(
                    process.exitValue(),
                    new String(output.get(limit.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run '" + command.getFirst() + "'. Is it installed?", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot read what '" + command.getFirst() + "' says", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running '" + String.join(" ", command) + "'", e);
        }
    }

    private static void empty(Process process, CompletableFuture<byte[]> output) {
        try {
            output.complete(process.getInputStream().readAllBytes());
        } catch (IOException e) {
            output.completeExceptionally(e);
        }
    }
}
