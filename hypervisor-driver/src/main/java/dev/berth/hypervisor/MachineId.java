package dev.berth.hypervisor;

import java.util.UUID;

/** A machine's identity, known before the machine exists: on libvirt it is the domain's UUID. */
public record MachineId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
