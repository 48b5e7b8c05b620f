package dev.berth.broker.drill;

/** What came of a drill. */
public enum Verdict {
    PASSED,
    FAILED,
    /** Somebody ended it early. */
    CALLED_OFF
}
