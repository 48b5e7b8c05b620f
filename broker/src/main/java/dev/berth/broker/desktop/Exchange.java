package dev.berth.broker.desktop;

import org.jspecify.annotations.Nullable;

/**
 * Disks that take the place of others, while that is under way. The old ones stay whole until the end, and after it as a
 * snapshot.
 *
 * @param source the snapshot that is put back; null where the user volume is taken as it is
 * @param kept the snapshot that the old disks become; its row is there from {@link Phase#SWAPPED} on
 * @param from the state that the desktop was in
 * @param was what it was made of
 * @param becomes what it is to be made of
 * @param failure why it is undone; null while it is not
 */
public record Exchange(
        Kind kind,
        Phase phase,
        @Nullable SnapshotId source,
        SnapshotId kept,
        DesktopState from,
        Make was,
        Make becomes,
        @Nullable String failure) {

    /** What it is for. */
    public enum Kind {
        /** A new root volume of the bundle's current image. */
        REBUILD,
        /** Both volumes of a snapshot. */
        RESTORE,
        /** A new root volume of another bundle. */
        MIGRATE;

        DesktopState state() {
            return this == RESTORE ? DesktopState.RESTORING : DesktopState.REBUILDING;
        }

        SnapshotKind kept() {
            return switch (this) {
                case REBUILD -> SnapshotKind.BEFORE_REBUILD;
                case RESTORE -> SnapshotKind.BEFORE_RESTORE;
                case MIGRATE -> SnapshotKind.BEFORE_MIGRATION;
            };
        }

        DesktopOperation operation() {
            return switch (this) {
                case REBUILD -> DesktopOperation.REBUILD;
                case RESTORE -> DesktopOperation.RESTORE;
                case MIGRATE -> DesktopOperation.MIGRATE;
            };
        }
    }

    /** How far it is. */
    public enum Phase {
        /** The machine goes down, and the new volumes are made. The row names the old ones. */
        PREPARING,
        /** The row names the new volumes; the machine that had the old ones, with its saved memory, is to go. */
        SWAPPED,
        /** The machine comes up on the new volumes. */
        PROVING,
        /** It failed before the row named the new volumes: they are to go. */
        UNDOING,
        /** It failed after that: the machine on the new volumes is to go, and they. */
        SWAPPING_BACK
    }

    Exchange in(Phase next) {
        return new Exchange(kind, next, source, kept, from, was, becomes, failure);
    }

    /** It cannot be finished, and is to be as it was. */
    Exchange failed(String why) {
        return switch (phase) {
            case PREPARING -> new Exchange(kind, Phase.UNDOING, source, kept, from, was, becomes, why);
            case SWAPPED, PROVING -> new Exchange(kind, Phase.SWAPPING_BACK, source, kept, from, was, becomes, why);
            case UNDOING, SWAPPING_BACK -> this;
        };
    }

    boolean beingUndone() {
        return phase == Phase.UNDOING || phase == Phase.SWAPPING_BACK;
    }
}
