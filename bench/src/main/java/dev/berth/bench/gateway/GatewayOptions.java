package dev.berth.bench.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the gateway's bench takes.
 *
 * @param rounds that count; one more warms up
 * @param recording of an earlier run; null to record a session first
 */
public record GatewayOptions(int rounds, @Nullable Path recording) {

    private static final int MOST_ROUNDS = 50;

    public GatewayOptions {
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("rounds is " + rounds + "; allowed are 1 to " + MOST_ROUNDS + ".");
        }
        if (recording != null && !Files.isRegularFile(recording)) {
            throw new IllegalArgumentException(
                    "recording is '" + recording + "', and there is no such file; leave it out to record a session.");
        }
    }
}
