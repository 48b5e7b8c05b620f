package dev.berth.broker.pipeline;

/** What started a run. */
public enum Trigger {
    BY_HAND,
    SCHEDULE,
    BASE_CHANGED,
    PACKAGES_CHANGED;

    /** Whether a version is made of packages that changed alone. */
    boolean ofPackages() {
        return switch (this) {
            case SCHEDULE, PACKAGES_CHANGED -> true;
            case BY_HAND, BASE_CHANGED -> false;
        };
    }
}
