package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user volume as it was at one moment: a volume of its own on the host of its desktop.
 *
 * @param takenAt the moment that it shows, by the clock of the region that took it; null while it is being made
 * @param standsOn the point that it is an increment to; null for a whole one
 * @param bytes on the host's disk
 * @param mib the volume's capacity
 * @param incoming whether the desktop has it for its user volume at its next start
 * @param why a sentence for people: what it is kept for; null for those that are sent and received
 */
public record UserPoint(
        PointId id,
        DesktopId desktop,
        HostId host,
        Kind kind,
        State state,
        VolumeName volume,
        @Nullable VolumeName former,
        @Nullable Instant takenAt,
        @Nullable PointId standsOn,
        long bytes,
        long mib,
        @Nullable Integer generation,
        boolean incoming,
        @Nullable String why) {

    /** What it is there for. */
    public enum Kind {
        /** It goes to the standby desktop of another region. */
        SENT,
        /** It came from another region. */
        RECEIVED,
        /** The user volume that the desktop had before it took a point in. */
        DISPLACED,
        /** It is kept until somebody deletes it. */
        KEPT
    }

    /** How far it is. */
    public enum State {
        MAKING,
        WHOLE,
        DELETING
    }

    public boolean whole() {
        return state == State.WHOLE;
    }

    Optional<PointId> below() {
        return Optional.ofNullable(standsOn);
    }

    /** What the host's memory of what was written since it is called. */
    String checkpoint() {
        return SnapshotSpec.POINT + id;
    }
}
