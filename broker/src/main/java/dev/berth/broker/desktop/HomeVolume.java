package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.UUID;

/**
 * A volume of a home beside the one that its person works with. Its name is used once, so a late deletion takes nothing else.
 *
 * @param writings after how many machines it was taken
 * @param shown the moment that it shows
 */
record HomeVolume(UUID id, UUID home, HostId host, State state, long writings, Instant shown) {

    enum State {
        /** Under way, or cut off. */
        COPYING,
        /** The home could go on from it. */
        WHOLE,
        /** Nobody needs it. */
        DELETING
    }

    static VolumeName name(UUID id) {
        return new VolumeName("home-" + id);
    }

    VolumeName name() {
        return name(id);
    }

    boolean whole() {
        return state == State.WHOLE;
    }
}
