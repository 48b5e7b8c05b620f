package dev.berth.broker.update;

/** Which updates of those that a guest's updater offers are installed. */
public enum UpdateChoice {
    ALL,
    /** Those that their source calls security updates. */
    SECURITY,
    NONE
}
