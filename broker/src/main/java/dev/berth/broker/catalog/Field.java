package dev.berth.broker.catalog;

import java.util.regex.Pattern;

/** Checks of what people and programs put into a field. Each message names the field, the value and what is allowed. */
public final class Field {

    private static final int SHOWN = 80;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

    private Field() {}

    /** One line of text of 1 to {@code longest} characters; white space around it is taken away. */
    public static String line(String field, String value, int longest) {
        String text = value.strip();
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > longest
                || UNSEEN.matcher(text).find()) {
            throw refused(field, value, "1 to " + longest + " characters on one line, none of them invisible controls");
        }
        return text;
    }

    /** Text that may be empty and may have several lines. */
    public static String text(String field, String value, int longest) {
        String text = value.strip();
        if (text.codePointCount(0, text.length()) > longest
                || UNSEEN.matcher(text.replace("\n", "").replace("\r", "")).find()) {
            throw refused(field, value, "at most " + longest + " characters, none of them invisible controls");
        }
        return text;
    }

    public static String matching(String field, String value, Pattern allowed, String inWords) {
        if (!allowed.matcher(value).matches()) {
            throw refused(field, value, inWords);
        }
        return value;
    }

    public static void within(String field, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw refused(field, Long.toString(value), least + " to " + most + (unit.isEmpty() ? "" : " " + unit));
        }
    }

    private static IllegalArgumentException refused(String field, String value, String allowed) {
        String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
        return new IllegalArgumentException(field + " is '" + shown + "'; allowed are " + allowed + ".");
    }
}
