package dev.berth.ipacl;

/** Text that people write and others read: one line, of bounded length, that shows what it holds. */
final class PlainText {

    private static final int LONGEST_SHOWN = 80;

    private PlainText() {}

    /** Refuses text that is too long, broken over lines, or that would be shown as something else than it is. */
    static void require(String field, String text, int maximumLength) {
        if (text.length() > maximumLength) {
            throw new IllegalArgumentException(field + " is '" + shown(text) + "', " + text.length()
                    + " characters long; allowed are at most " + maximumLength + ".");
        }
        if (text.codePoints().anyMatch(PlainText::misleads)) {
            throw new IllegalArgumentException(
                    field + " is '" + shown(text)
                            + "'; line breaks, control characters and marks that turn the direction of writing are not allowed.");
        }
    }

    /** The text as a message may hold it: cut to a readable length, with a '?' for what cannot be shown. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_SHOWN)
                .forEach(character -> shown.appendCodePoint(misleads(character) ? '?' : character));
        return text.codePointCount(0, text.length()) > LONGEST_SHOWN
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static boolean misleads(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> isDirectional(character);
            default -> false;
        };
    }

    private static boolean isDirectional(int character) {
        return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    }
}
