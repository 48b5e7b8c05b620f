package dev.berth.broker.assignment;

/** What becomes of a desktop whose person has nothing any more that gives it to them. */
public enum LeavingPolicy {
    /** It stays; without an entitlement nobody opens it. */
    KEEP,
    /** It is turned off and kept, until an admin decides or the person comes back. */
    SUSPEND,
    /** It is terminated. */
    TERMINATE
}
