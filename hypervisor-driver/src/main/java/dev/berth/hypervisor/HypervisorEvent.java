package dev.berth.hypervisor;

/** Something that a host told without being asked. It is a nudge to look again, never the truth itself. */
public sealed interface HypervisorEvent {

    /** A machine's power state may have changed. */
    record MachineChanged(MachineId id) implements HypervisorEvent {}

    /** The connection to the host broke; machines on it are unreachable until {@link HostConnected}. */
    record HostLost(String reason) implements HypervisorEvent {}

    /** The connection stands (again); events may have been missed in between. */
    record HostConnected() implements HypervisorEvent {}
}
