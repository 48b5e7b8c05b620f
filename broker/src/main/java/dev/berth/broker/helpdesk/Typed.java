package dev.berth.broker.helpdesk;

/** What somebody typed: one line of bounded length. */
final class Typed {

    private static final int LONGEST = 256;
    private static final int SHOWN = 60;

    private Typed() {}

    /** @throws IllegalArgumentException naming the field, the value and what is allowed */
    static String line(String field, String text, String allowed) {
        String line = text.strip();
        if (line.isEmpty() || !plain(line)) {
            throw new IllegalArgumentException("%s is '%s'; allowed is %s.".formatted(field, shown(line), allowed));
        }
        return line;
    }

    /** Whether anything that Berth keeps can be called so; nothing else is sent to the database or the directory. */
    static boolean plain(String line) {
        return line.length() <= LONGEST && line.codePoints().noneMatch(Typed::breaks);
    }

    /** As a message may hold it. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN).forEach(c -> shown.appendCodePoint(breaks(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > SHOWN ? shown.append('…').toString() : shown.toString();
    }

    private static boolean breaks(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
