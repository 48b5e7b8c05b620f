package dev.berth.broker.maintenance;

/** How far a desktop's maintenance is. */
public enum Phase implements Progress.Stage {
    /** Its turn has not come, or it cannot be worked on yet. */
    QUEUED,
    /** It was off and is being started. */
    WAKING,
    /** It is in maintenance: nobody opens it, and the steps are taken. */
    WORKING,
    /** What came of it is known; it is being put back as it was. */
    LEAVING,
    DONE,
    FAILED,
    /** It did not take place; the reason says why. */
    SKIPPED,
    CANCELLED;

    @Override
    public boolean ended() {
        return switch (this) {
            case QUEUED, WAKING, WORKING, LEAVING -> false;
            case DONE, FAILED, SKIPPED, CANCELLED -> true;
        };
    }
}
