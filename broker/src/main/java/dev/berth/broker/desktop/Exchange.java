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
 * @param reserved whether its host was asked for the generation, so that all volumes of that one are this exchange's own;
 *     null until then
 * @param memory whether the memory that was saved is kept as a volume, to be put back where it is undone; null while not
 */
public record Exchange(
        Kind kind,
        Phase phase,
        @Nullable SnapshotId source,
        SnapshotId kept,
        DesktopState from,
        Make was,
        Make becomes,
        @Nullable String failure,
        @Nullable Boolean reserved,
        @Nullable Boolean memory) {

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
        /** It failed before a machine was on the new volumes: they are to go. The one on the old ones is left as it is. */
        UNDOING,
        /** It failed after that: the machine on the new volumes is to go, and they. */
        SWAPPING_BACK
    }

    Exchange in(Phase next) {
        return new Exchange(kind, next, source, kept, from, was, becomes, failure, reserved, memory);
    }

    /** With volumes of a generation that is free on the host too, and its own from now on. */
    Exchange reserving(Disks free) {
        var other = new Make(becomes.bundle(), becomes.blueprint().with(free));
        return new Exchange(kind, phase, source, kept, from, was, other, failure, true, memory);
    }

    Exchange keepingMemory() {
        return new Exchange(kind, phase, source, kept, from, was, becomes, failure, reserved, true);
    }

    boolean keepsMemory() {
        return Boolean.TRUE.equals(memory);
    }

    boolean hasReserved() {
        return Boolean.TRUE.equals(reserved);
    }

    /** It cannot be finished, and is to be as it was. */
    Exchange failed(String why) {
        return switch (phase) {
            case PREPARING, SWAPPED -> undone(Phase.UNDOING, why);
            case PROVING -> undone(Phase.SWAPPING_BACK, why);
            case UNDOING, SWAPPING_BACK -> this;
        };
    }

    private Exchange undone(Phase back, String why) {
        return new Exchange(kind, back, source, kept, from, was, becomes, why, reserved, memory);
    }

    boolean beingUndone() {
        return phase == Phase.UNDOING || phase == Phase.SWAPPING_BACK;
    }
}
