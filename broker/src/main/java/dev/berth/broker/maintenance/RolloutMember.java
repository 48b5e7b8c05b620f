package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A desktop in a roll-out.
 *
 * @param host where it is; null for one that was never placed
 * @param turns how often it had its turn
 * @param busy whether it cannot be taken now: a run of maintenance has it, or its person put it off
 */
public record RolloutMember(
        DesktopId desktop, @Nullable UUID host, boolean canary, State state, int turns, boolean busy) {

    /** How far it is. */
    public enum State implements Progress.Stage {
        WAITING,
        UNDER_WAY,
        DONE,
        FAILED,
        /** It was in use or away each time. */
        SKIPPED,
        CANCELLED;

        @Override
        public boolean ended() {
            return switch (this) {
                case WAITING, UNDER_WAY -> false;
                case DONE, FAILED, SKIPPED, CANCELLED -> true;
            };
        }
    }
}
