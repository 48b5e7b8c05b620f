package dev.berth.broker.host;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hypervisor host as Berth knows it.
 *
 * @param shutsSavedDown while it drains: whether desktops whose memory is saved are woken and shut down, so that they can go
 * @param loss how it was declared lost; null while it is not
 */
public record Host(
        HostId id,
        HostSpec spec,
        HostState state,
        boolean shutsSavedDown,
        @Nullable Loss loss,
        HostHealth health,
        long revision,
        Instant createdAt) {

    /**
     * That somebody declared it lost.
     *
     * @param saidToBeOff whether they said that the machine is off: then nobody waits for it to answer
     */
    public record Loss(Instant at, String by, boolean saidToBeOff) {}

    public String name() {
        return spec.name();
    }
}
