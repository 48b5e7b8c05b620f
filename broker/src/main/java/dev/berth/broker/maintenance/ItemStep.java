package dev.berth.broker.maintenance;

/** What is to be done next for one desktop's maintenance. */
sealed interface ItemStep {

    /** Nothing can be done yet. */
    record Wait(String why) implements ItemStep {}

    /** It is off: it is started. */
    record Wake() implements ItemStep {}

    /** It goes into maintenance. */
    record Enter() implements ItemStep {}

    /** It is in maintenance already. */
    record Adopt() implements ItemStep {}

    /** Its guest is updated, and whether it is well. */
    record Check() implements ItemStep {}

    /** Its update was rolled back, or could not be, and it is people's again. */
    record RolledBack() implements ItemStep {}

    /** It leaves maintenance and is put back as it was. */
    record Leave(Phase outcome, String reason) implements ItemStep {}

    /** It was woken for nothing, and is turned off again unless somebody uses it. */
    record PutBack(Phase outcome, String reason) implements ItemStep {}

    record End(Phase outcome, String reason) implements ItemStep {}
}
