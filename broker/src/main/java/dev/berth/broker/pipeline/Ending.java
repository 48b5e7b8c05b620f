package dev.berth.broker.pipeline;

/** What came of a run. */
public enum Ending {
    PUBLISHED,
    /** Its packages are those of the version that was published last. */
    UNCHANGED,
    FAILED,
    CANCELLED
}
