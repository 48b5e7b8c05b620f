package dev.berth.broker.desktop;

/** Why a snapshot was taken. Those before an operation are the volumes themselves, as the operation found them. */
public enum SnapshotKind {
    SCHEDULED,
    ON_DEMAND,
    BEFORE_REBUILD,
    BEFORE_RESTORE,
    BEFORE_MIGRATION
}
