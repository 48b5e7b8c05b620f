package dev.berth.broker.session;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** What a person reads out to helpdesk: {@code K7Q-2MX}. No letter is taken for a digit, and no word can come out. */
final class References {

    private static final String SYMBOLS = "23456789BCDFGHJKMNPQRSTVWXZ";
    private static final int HALF = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private References() {}

    static String random() {
        return half() + "-" + half();
    }

    private static String half() {
        return RANDOM.ints(HALF, 0, SYMBOLS.length())
                .mapToObj(index -> String.valueOf(SYMBOLS.charAt(index)))
                .collect(Collectors.joining());
    }
}
