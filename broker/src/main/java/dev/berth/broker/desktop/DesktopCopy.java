package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The copy of one snapshot on a host that the desktop is not on. Its volumes have names of their own, so that deleting them
 * never takes a snapshot's, also where two hosts turn out to have one pool.
 *
 * @param takenAt the moment that it shows
 * @param standsOn the snapshot whose copy on the same host it stands on; null for a whole one
 * @param arrived names of volumes that are whole
 * @param bytes on the host's disk
 */
public record DesktopCopy(
        DesktopId desktop,
        SnapshotId snapshot,
        HostId host,
        CopyState state,
        Instant takenAt,
        @Nullable SnapshotId standsOn,
        List<String> arrived,
        long bytes,
        ImageVersionId imageVersion,
        long rootMib,
        long userMib) {

    public DesktopCopy {
        arrived = List.copyOf(arrived);
    }

    static DesktopCopy begun(Snapshot snapshot, HostId host) {
        Blueprint blueprint = snapshot.make().blueprint();
        return new DesktopCopy(
                snapshot.desktop(),
                snapshot.id(),
                host,
                CopyState.COPYING,
                snapshot.taken().orElse(snapshot.askedAt()),
                snapshot.standsOn(),
                List.of(),
                0,
                blueprint.imageVersion(),
                blueprint.disks().rootMib(),
                blueprint.disks().userMib());
    }

    VolumeName root() {
        return VolumeNames.copyRoot(desktop, snapshot);
    }

    VolumeName user() {
        return VolumeNames.copyUser(desktop, snapshot);
    }

    boolean isOf(Snapshot other) {
        return snapshot.equals(other.id());
    }

    boolean whole() {
        return state == CopyState.WHOLE;
    }

    boolean leaving() {
        return state == CopyState.DELETING;
    }

    boolean has(VolumeName volume) {
        return arrived.contains(volume.value());
    }
}
