package dev.berth.broker.host;

import java.time.Instant;

/** A hypervisor host as Berth knows it. */
public record Host(HostId id, HostSpec spec, HostState state, HostHealth health, long revision, Instant createdAt) {

    public String name() {
        return spec.name();
    }
}
