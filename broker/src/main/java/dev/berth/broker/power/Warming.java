package dev.berth.broker.power;

import dev.berth.broker.catalog.Field;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How desktops are got ready before the hours begin.
 *
 * @param leadMinutes so long before the first is started; null: worked out from how many there are and how long starts take
 * @param atOnce so many start at the same time
 */
public record Warming(@Nullable Integer leadMinutes, int atOnce) {

    static final int LONGEST_MINUTES = 240;

    /** Where none was measured. */
    static final Duration UNMEASURED = Duration.ofMinutes(2);

    private static final Duration MARGIN = Duration.ofMinutes(1);

    public Warming {
        if (leadMinutes != null) {
            Field.within("leadMinutes", leadMinutes, 0, LONGEST_MINUTES, "minutes");
        }
        Field.within("atOnce", atOnce, 1, 1000, "desktops");
    }

    /**
     * Rounds of starts, each as long as a slow one takes, and a minute.
     *
     * @param desktops how many there are to start
     * @param start how long a slow start takes
     */
    Duration lead(int desktops, Duration start) {
        if (leadMinutes != null) {
            return Duration.ofMinutes(leadMinutes);
        }
        if (desktops == 0) {
            return Duration.ZERO;
        }
        int rounds = Math.ceilDiv(desktops, atOnce);
        long seconds = Math.ceilDiv(start.multipliedBy(rounds).plus(MARGIN).toSeconds(), 60L) * 60;
        return Duration.ofSeconds(
                Math.min(seconds, Duration.ofMinutes(LONGEST_MINUTES).toSeconds()));
    }
}
