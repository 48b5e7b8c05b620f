package dev.berth.broker.desktop;

/** How far a snapshot is. */
public enum SnapshotState {
    MAKING,
    READY,
    /** It could not be taken; the failure says why. */
    FAILED,
    /** It goes as soon as none stands on it. */
    DELETING
}
