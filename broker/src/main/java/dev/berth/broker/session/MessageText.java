package dev.berth.broker.session;

/** A message of a few lines. */
public record MessageText(String value) {

    public static final int LONGEST = 500;

    public MessageText {
        value = value.strip().replace("\r\n", "\n").replace('\r', '\n');
        if (value.isEmpty() || value.codePointCount(0, value.length()) > LONGEST) {
            throw new IllegalArgumentException("text has " + value.codePointCount(0, value.length())
                    + " characters; allowed are 1 to " + LONGEST + ".");
        }
        if (value.codePoints().anyMatch(MessageText::breaks)) {
            throw new IllegalArgumentException(
                    "text has control characters or marks that turn the direction of writing; allowed are letters, signs and line breaks.");
        }
    }

    private static boolean breaks(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\n';
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            case Character.FORMAT ->
                character >= 0x202A && character <= 0x202E || character >= 0x2066 && character <= 0x2069;
            default -> false;
        };
    }
}
