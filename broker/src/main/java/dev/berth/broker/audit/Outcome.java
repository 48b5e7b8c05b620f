package dev.berth.broker.audit;

/** What came of it. */
public enum Outcome {
    /** A decision: granted. */
    ALLOWED,
    /** A decision: not granted. */
    REFUSED,
    /** A change was made. */
    DONE,
    /** A change was tried and came to nothing. */
    FAILED
}
