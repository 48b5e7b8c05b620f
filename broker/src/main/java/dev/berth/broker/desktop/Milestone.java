package dev.berth.broker.desktop;

/** What is reached on the way to a usable desktop, in this order. */
public enum Milestone {
    /** It has a host with room for it. */
    PLACED,
    /** Its volumes are there. */
    DISK_READY,
    /** Its machine booted, resumed or was cloned. */
    MACHINE_STARTED,
    /** Guest agent and RDP answer. */
    GUEST_READY
}
