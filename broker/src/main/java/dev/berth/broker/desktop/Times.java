package dev.berth.broker.desktop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When things happened to a desktop, or will.
 *
 * @param started when its machine last began to run; null while it does not
 * @param firstReady when its guest first got ready; null until somebody can have used it
 * @param lastUsed when it was last opened or left
 * @param stopDue when AUTO_STOP stops it; null while somebody uses it
 * @param heldUntil until when a power schedule keeps it on, so that AUTO_STOP does not stop it; null for none
 * @param keptUntil when the volumes of a terminated one go; null while it is not terminated, and once they are gone
 * @param forgettingSince since when its kept volumes are being deleted, so that it can not be brought back; null before
 * @param retry when it is looked at again without being asked
 */
public record Times(
        Instant created,
        Instant stateSince,
        @Nullable Instant started,
        @Nullable Instant firstReady,
        @Nullable Instant lastUsed,
        @Nullable Instant stopDue,
        @Nullable Instant heldUntil,
        @Nullable Instant keptUntil,
        @Nullable Instant forgettingSince,
        @Nullable Instant retry) {

    /** Whether a power schedule keeps it on at that moment. */
    public boolean isHeld(Instant now) {
        return heldUntil != null && heldUntil.isAfter(now);
    }
}
