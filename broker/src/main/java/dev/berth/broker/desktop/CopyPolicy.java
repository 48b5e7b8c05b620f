package dev.berth.broker.desktop;

/** Whether the newest snapshot of each desktop of a bundle is kept on a second host too. */
public enum CopyPolicy {
    OFF,
    /** As soon as another active host has room for it. */
    OTHER_HOST
}
