package dev.berth.broker.directory;

/** What came of making a computer account. */
public sealed interface ComputerOutcome {

    /** It is there: made now, or by an attempt that was cut off before it could be written down. */
    record There(ComputerAccount account) implements ComputerOutcome {}

    /** Somebody else's account has the name; it was not touched. */
    record NameTaken(String sentence) implements ComputerOutcome {}

    /** The directory answered, and does not allow it. */
    record NotAllowed(String sentence) implements ComputerOutcome {}
}
