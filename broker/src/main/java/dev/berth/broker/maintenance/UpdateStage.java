package dev.berth.broker.maintenance;

/**
 * How far the update of a desktop's guest is.
 *
 * <pre>
 *   LISTING ──► SAVING ──► INSTALLING ──► REBOOTING ──► CHECKING ──► DONE
 *      │           │           │   └────────────────────►  │
 *      ▼           ▼           ▼              ▼            ▼
 *   DONE, FAILED  FAILED      ROLLING_BACK ◄──┴────────────┘ ──► ROLLED_BACK, FAILED
 * </pre>
 */
public enum UpdateStage {
    /** The guest tells what there is. */
    LISTING,
    /** A snapshot of it is being taken. */
    SAVING,
    INSTALLING,
    REBOOTING,
    /** Whether it is well afterwards. */
    CHECKING,
    /** It failed, and the desktop gets its snapshot back. */
    ROLLING_BACK,
    DONE,
    /** It failed before anything was installed, or could not be taken back. */
    FAILED,
    ROLLED_BACK;

    /** Whether the guest may be in the middle of being changed: nobody leaves it like that. */
    boolean changesGuest() {
        return switch (this) {
            case INSTALLING, REBOOTING, CHECKING, ROLLING_BACK -> true;
            case LISTING, SAVING, DONE, FAILED, ROLLED_BACK -> false;
        };
    }
}
