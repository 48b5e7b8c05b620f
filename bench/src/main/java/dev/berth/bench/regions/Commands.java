package dev.berth.bench.regions;

import dev.berth.bench.raw.Virsh;
import java.time.Duration;
import java.util.List;

/** Programs that have to end well. */
final class Commands {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Commands() {}

    static void run(String... command) {
        run(List.of(command));
    }

    static void run(List<String> command) {
        Virsh.Answer answer = Virsh.execute(command, LIMIT);
        if (!answer.ok()) {
            throw new IllegalStateException("'" + String.join(" ", command) + "' ended with " + answer.exitCode() + ": "
                    + answer.output().strip());
        }
    }
}
