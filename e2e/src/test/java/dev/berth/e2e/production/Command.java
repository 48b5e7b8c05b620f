package dev.berth.e2e.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
record Command(Path folder, Map<String, String> environment, Duration limit, List<String> words) {

    /** @param said what it wrote, errors among it */
    record Outcome(int code, String said) {}

    static Command in(Path folder, Duration limit, String... words) {
        return new Command(folder, Map.of(), limit, List.of(words));
    }

    /** What it wrote; it has to end well. */
    String run() {
        Outcome outcome = outcome();
        assertThat(outcome.code())
                .as("%s%n%s", String.join(" ", words), outcome.said())
                .isZero();
        return outcome.said();
    }

    Outcome outcome() {
        try {
            Path said = Files.createTempFile("command", ".log");
            var builder = new ProcessBuilder(words).directory(folder.toFile());
            builder.environment().putAll(environment);
            Process process = builder.redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(said.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
                String text = Files.readString(said, StandardCharsets.UTF_8);
                assertThat(ended)
                        .as("%s ends within %s%n%s", words, limit, text)
                        .isTrue();
                return new Outcome(process.exitValue(), text);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + words + "; ./berth test installs what is missing", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + words + " ran", e);
        }
    }
}
