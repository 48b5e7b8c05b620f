package dev.berth.hypervisor;

/**
 * What a host says of one machine. Gone, unwell and unreachable are three things: only {@link Absent} means that the
 * host answered and has no such machine.
 */
public sealed interface Observation {

    /** The host answered: it has no such machine. */
    record Absent() implements Observation {}

    /** The host answered: it has the machine, in this power state. */
    record Present(PowerState power) implements Observation {}

    /** The host did not answer, so nothing is known of the machine. */
    record Unreachable(String reason) implements Observation {}

    enum PowerState {
        /** Its processors run. */
        RUNNING,
        /** Paused: memory is held, processors stand still (also while it is being saved or migrated). */
        PAUSED,
        /** The guest crashed. */
        CRASHED,
        /** Off, with its memory saved on the host: the next start resumes it. */
        SAVED,
        /** Off: the next start boots it. */
        OFF
    }
}
