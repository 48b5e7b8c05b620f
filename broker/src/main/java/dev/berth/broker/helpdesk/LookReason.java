package dev.berth.broker.helpdesk;

/** Why somebody looks at somebody's screen, as its person reads it: one line. */
public record LookReason(String value) {

    /** In UTF-16 units. */
    public static final int LONGEST = 200;

    public LookReason {
        value = value.strip();
        if (value.length() < 3 || value.length() > LONGEST || !Typed.plain(value)) {
            throw new IllegalArgumentException("reason is '" + Typed.shown(value) + "'; allowed is one line of 3 to "
                    + LONGEST + " characters that says why the screen is looked at. Its person reads it.");
        }
    }
}
