package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A home that follows its person through a fleet, as an instance that has it for its user volume sees it.
 *
 * @param volumeId what its volume is called after: another one once it has moved
 * @param host where its volume is; null before there was one
 * @param used whether an instance before this one got ready with it: then a blank one never takes its place
 * @param busy whether another instance's machine may still write to it
 */
public record Home(UUID id, UUID volumeId, @Nullable HostId host, boolean used, boolean busy) {

    /** As it is for whoever has just made it known, before the database is asked. */
    static Home of(UUID id, UUID volumeId) {
        return new Home(id, volumeId, null, false, false);
    }

    VolumeName volume() {
        return HomeVolume.name(volumeId);
    }
}
