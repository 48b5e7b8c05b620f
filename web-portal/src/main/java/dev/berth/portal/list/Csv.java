package dev.berth.portal.list;

import java.io.IOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes CSV as RFC 4180 has it. A cell that a spreadsheet would take for a formula gets an apostrophe in front, which
 * spreadsheets take for "this is text".
 */
public final class Csv {

    private static final String FORMULA_STARTS = "=+-@＝＋－＠";
    private static final String CONTROLS = "\t\r\n";

    private final Writer out;

    public Csv(Writer out) {
        this.out = out;
    }

    /** Null is an empty cell. */
    public void line(List<? extends @Nullable Object> cells) throws IOException {
        for (Iterator<? extends @Nullable Object> rest = cells.iterator(); rest.hasNext(); ) {
            Object cell = rest.next();
            out.write(cell == null ? "" : cell(cell.toString()));
            out.write(rest.hasNext() ? "," : "\r\n");
        }
    }

    static String cell(String text) {
        String safe = startsFormula(text) ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(sign -> sign == ',' || sign == '"' || sign == '\n' || sign == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    /** Spreadsheets overlook blanks and invisible signs in front, and read full-width signs as their narrow ones. */
    private static boolean startsFormula(String text) {
        if (text.isEmpty()) {
            return false;
        }
        int seen =
                text.codePoints().filter(sign -> !overlooked(sign)).findFirst().orElse(' ');
        return CONTROLS.indexOf(text.charAt(0)) >= 0 || FORMULA_STARTS.indexOf(seen) >= 0;
    }

    private static boolean overlooked(int sign) {
        return Character.isWhitespace(sign)
                || Character.isSpaceChar(sign)
                || Character.isISOControl(sign)
                || Character.getType(sign) == Character.FORMAT;
    }
}
