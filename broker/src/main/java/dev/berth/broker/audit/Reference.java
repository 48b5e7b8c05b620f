package dev.berth.broker.audit;

import java.security.SecureRandom;

/** What a person reads out to helpdesk, and helpdesk finds in the log: eight letters that are not mistaken for others. */
public record Reference(String value) {

    private static final String LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
    private static final int HALF = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Reference next() {
        return new Reference(letters() + "-" + letters());
    }

    private static String letters() {
        return RANDOM.ints(HALF, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, at) -> text.append(LETTERS.charAt(at)), StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return value;
    }
}
