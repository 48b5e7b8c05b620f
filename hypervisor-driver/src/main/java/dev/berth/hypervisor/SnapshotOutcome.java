package dev.berth.hypervisor;

/**
 * A snapshot that was made.
 *
 * @param incremental whether its volumes stand on those of the earlier snapshot; whole copies do not
 * @param bytes what its volumes take of the host's disk, all together
 */
public record SnapshotOutcome(boolean incremental, Consistency consistency, long bytes) {

    /** What a machine finds that starts from the copies. */
    public enum Consistency {
        /** The guest had written everything back and stood still for the moment, or had shut itself down. */
        FILE_SYSTEM,
        /** As if the power had been cut at that moment: the guest replays its journals. */
        CRASH
    }
}
