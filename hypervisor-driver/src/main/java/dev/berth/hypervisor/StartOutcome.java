package dev.berth.hypervisor;

/** How a machine came to run. */
public sealed interface StartOutcome {

    /** It ran already. */
    record AlreadyRunning() implements StartOutcome {}

    /** It booted from disk. */
    record Booted() implements StartOutcome {}

    /** It went on from its saved memory. */
    record Resumed() implements StartOutcome {}

    /** Its saved memory could not be restored: it was kept at {@code keptAs} on the host and the machine booted from disk. */
    record BootedWithoutSavedState(String keptAs, String reason) implements StartOutcome {}
}
