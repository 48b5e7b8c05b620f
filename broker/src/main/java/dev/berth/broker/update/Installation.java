package dev.berth.broker.update;

import java.util.List;

/** How far an installation in a guest is. */
public sealed interface Installation {

    /** None of its name was begun. */
    record None() implements Installation {}

    record Running() implements Installation {}

    /** It was begun, and cut off. */
    record Lost() implements Installation {}

    /**
     * It is over.
     *
     * @param exitCode 0 when all is well
     * @param restart whether the guest has to restart for it
     * @param missing what was wanted and is not there afterwards, whatever the exit code says
     * @param said the last that it said, as one line
     */
    record Ended(int exitCode, boolean restart, List<PackageChange> changes, List<String> missing, String said)
            implements Installation {}
}
