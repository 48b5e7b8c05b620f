package dev.berth.broker.share;

/** What the other side reads about why a session is to be shared: one line. */
public record ShareReason(String value) {

    /** In UTF-16 units. */
    public static final int LONGEST = 200;

    private static final int SHORTEST = 3;

    public ShareReason {
        value = value.strip();
        if (value.length() > LONGEST || value.codePoints().anyMatch(ShareReason::breaks)) {
            throw new IllegalArgumentException("reason has " + value.length()
                    + " characters or more than one line; allowed is one line of at most " + LONGEST + " characters.");
        }
    }

    /** Whoever asks to see somebody's screen says why. */
    ShareReason required() {
        if (value.length() < SHORTEST) {
            throw new IllegalArgumentException("reason is '" + value + "'; allowed is one line of " + SHORTEST + " to "
                    + LONGEST + " characters that says why you want to see the session. Its person reads it.");
        }
        return this;
    }

    private static boolean breaks(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }
}
