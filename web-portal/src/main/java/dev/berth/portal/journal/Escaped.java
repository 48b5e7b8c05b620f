package dev.berth.portal.journal;

/** Text as the log may hold it: nothing in it begins a line, turns the direction of writing, or speaks to a terminal. */
final class Escaped {

    private Escaped() {}

    /** @param longest in UTF-16 units; what is beyond is cut, and the cut is told */
    static String of(String text, int longest) {
        int end = Math.min(text.length(), longest);
        if (end == text.length() && text.chars().noneMatch(Escaped::looksBad)) {
            return text;
        }
        var escaped = new StringBuilder(end + 16);
        text.substring(0, end).codePoints().forEach(point -> append(escaped, point));
        if (end < text.length()) {
            escaped.append("… (").append(text.length() - end).append(" more)");
        }
        return escaped.toString();
    }

    private static void append(StringBuilder to, int point) {
        switch (point) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                if (breaks(point)) {
                    to.append("\\u%04x".formatted(point));
                } else {
                    to.appendCodePoint(point);
                }
            }
        }
    }

    /** Quick and generous: what it lets pass is plain. */
    private static boolean looksBad(int unit) {
        return unit < ' ' || unit >= 0x7f;
    }

    private static boolean breaks(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.FORMAT -> true;
            default -> false;
        };
    }
}
