package dev.berth.broker.desktop;

/** Why a snapshot was taken. Those before an operation are the volumes themselves, as the operation found them. */
public enum SnapshotKind {
    SCHEDULED,
    ON_DEMAND,
    BEFORE_REBUILD,
    BEFORE_RESTORE,
    BEFORE_MIGRATION,
    /** A copy, to go back to if an update in the guest fails. */
    BEFORE_UPDATE,
    /** The volumes that it had on a host that was declared lost, when it went on from a copy elsewhere. */
    LEFT_BEHIND
}
