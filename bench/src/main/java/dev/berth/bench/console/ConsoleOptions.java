package dev.berth.bench.console;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the console's bench takes.
 *
 * @param desktops how many are seeded
 * @param sessions how many are seeded, over 90 days
 * @param rounds how often each page is asked for; some more warm up
 * @param jar the one jar of Berth
 * @param data keeps the seeded database for the next run; null for a folder that goes with the run
 */
public record ConsoleOptions(
        int desktops,
        int sessions,
        int rounds,
        Path jar,
        @Nullable Path data) {

    private static final int LEAST_DESKTOPS = 1_000;
    private static final int MOST_DESKTOPS = 500_000;
    private static final int LEAST_SESSIONS = 10_000;
    private static final int MOST_SESSIONS = 16_000_000;
    private static final int MOST_ROUNDS = 1_000;

    public ConsoleOptions {
        within("desktops", desktops, LEAST_DESKTOPS, MOST_DESKTOPS);
        within("sessions", sessions, LEAST_SESSIONS, MOST_SESSIONS);
        within("rounds", rounds, 3, MOST_ROUNDS);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("jar is '" + jar + "', and there is no such file; build it first.");
        }
    }

    private static void within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %d; allowed are %d to %d.".formatted(field, value, least, most));
        }
    }
}
