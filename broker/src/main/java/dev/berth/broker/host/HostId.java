package dev.berth.broker.host;

import java.util.UUID;

/** A hypervisor host's identity. */
public record HostId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
