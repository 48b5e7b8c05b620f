package dev.berth.broker.desktop;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sentences on why a machine is down that comes up again by itself. Once it is up they tell of the past. */
final class Interruption {

    static final String TURNED_OFF = "Its machine was turned off outside Berth.";
    static final String PAUSED = "Its machine was paused outside Berth.";
    static final String CRASHED = "Its guest crashed.";
    static final String RESIZED = "Restarted for its new size.";

    private static final Set<String> ALL = Set.of(TURNED_OFF, PAUSED, CRASHED, RESIZED);

    private Interruption() {}

    /** What of a reason still counts for a desktop that is ready. */
    static @Nullable String over(@Nullable String reason) {
        return reason == null || ALL.contains(reason) ? null : reason;
    }
}
