package dev.berth.broker.recording;

/** Why somebody plays or holds a recording: one line that the audit log keeps. */
final class PlayReason {

    private static final int SHORTEST = 3;
    private static final int LONGEST = 200;

    private PlayReason() {}

    static String of(String text) {
        String reason = text.strip();
        boolean breaks = reason.codePoints()
                .anyMatch(one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE);
        if (reason.length() < SHORTEST || reason.length() > LONGEST || breaks) {
            throw new IllegalArgumentException("reason has " + reason.length()
                    + " characters or more than one line; allowed is one line of " + SHORTEST + " to " + LONGEST
                    + " characters that says why. The audit log keeps it.");
        }
        return reason;
    }
}
