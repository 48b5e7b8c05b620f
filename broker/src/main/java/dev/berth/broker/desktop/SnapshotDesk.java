package dev.berth.broker.desktop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a desktop's snapshots, as its rows say.
 *
 * @param lastAsked when the latest was begun; null when there is none
 * @param lastFailed whether that one failed
 * @param making the one that is to be taken now
 * @param asked whether somebody asked for that one; else it is one that is taken regularly
 * @param removable one that is to be removed, on which none stands
 */
public record SnapshotDesk(
        @Nullable Instant lastAsked,
        boolean lastFailed,
        @Nullable SnapshotId making,
        boolean asked,
        @Nullable SnapshotId removable) {

    static final SnapshotDesk EMPTY = new SnapshotDesk(null, false, null, false, null);

    /** Nothing is due. */
    SnapshotDesk quiet(Instant now) {
        return new SnapshotDesk(now, false, null, false, null);
    }
}
