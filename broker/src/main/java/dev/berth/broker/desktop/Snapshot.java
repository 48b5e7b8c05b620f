package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Both volumes of a desktop as they were at one moment.
 *
 * @param make what the desktop was made of then
 * @param takenAt the moment that it shows; null until it is there
 * @param standsOn the snapshot that it is an increment to; null for a whole one
 * @param consistency null where it is the volumes themselves
 * @param bytes on the host's disk
 * @param failure a sentence for people; null when there is nothing to say
 */
public record Snapshot(
        SnapshotId id,
        DesktopId desktop,
        SnapshotKind kind,
        SnapshotState state,
        Instant askedAt,
        @Nullable Instant takenAt,
        HostId host,
        VolumeName root,
        VolumeName user,
        Make make,
        @Nullable SnapshotId standsOn,
        @Nullable Consistency consistency,
        long bytes,
        @Nullable String failure) {

    public boolean ready() {
        return state == SnapshotState.READY;
    }

    /** Whether it was taken of a desktop, rather than being the volumes that one had. */
    boolean isCopy() {
        return switch (kind) {
            case SCHEDULED, ON_DEMAND, BEFORE_UPDATE -> true;
            case BEFORE_REBUILD, BEFORE_RESTORE, BEFORE_MIGRATION, LEFT_BEHIND -> false;
        };
    }

    Optional<Instant> taken() {
        return Optional.ofNullable(takenAt);
    }
}
