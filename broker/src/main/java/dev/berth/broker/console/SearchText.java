package dev.berth.broker.console;

import java.util.Arrays;
import java.util.List;

/**
 * What somebody typed into a search box: words that must all be found, each anywhere in the name. Signs that mean something
 * to SQL's LIKE mean themselves here.
 */
record SearchText(String whole, List<String> words) {

    private static final int MOST_WORDS = 6;
    private static final int LONGEST = 200;

    static SearchText of(String typed) {
        String plain = typed.replace("\0", "").strip();
        if (plain.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "text has %d characters; allowed are %d.".formatted(plain.length(), LONGEST));
        }
        return new SearchText(
                plain,
                Arrays.stream(plain.split("\\s+"))
                        .filter(word -> !word.isEmpty())
                        .limit(MOST_WORDS)
                        .toList());
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** A LIKE pattern for something that has the word in it. */
    static String containing(String word) {
        return "%" + escaped(word) + "%";
    }

    /** A LIKE pattern for something that begins with the text. */
    static String beginning(String text) {
        return escaped(text) + "%";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
