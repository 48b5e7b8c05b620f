package dev.berth.broker.sheet;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes CSV as RFC 4180 has it; every file of Berth's goes through here. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front, which spreadsheets take for "this is text". So does each part of a text that stands
 * behind a separator of other kinds of CSV: where the list separator is a semicolon, quotes around a cell do not hold it
 * together.
 */
public final class Csv {

    private static final String FORMULA_STARTS = "=+-@＝＋－＠";
    private static final String CONTROLS = "\t\r\n";
    private static final String SEPARATORS = ";\t\r\n";

    private final CSVPrinter out;

    public Csv(Writer out) throws IOException {
        this.out = new CSVPrinter(out, CSVFormat.RFC4180);
    }

    /** Null is an empty cell, a number is a number, and everything else is text. */
    public void line(List<? extends @Nullable Object> cells) throws IOException {
        if (!cells.isEmpty()) {
            out.printRecord(cells.stream().map(Csv::shown).toList());
        }
    }

    /** A whole file in memory. */
    public static String text(List<String> heads, List<? extends List<? extends @Nullable Object>> rows) {
        var text = new StringWriter();
        try {
            var csv = new Csv(text);
            csv.line(heads);
            for (List<? extends @Nullable Object> row : rows) {
                csv.line(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write CSV into memory", e);
        }
        return text.toString();
    }

    private static String shown(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case Number number -> number.toString();
            default -> cell(cell.toString());
        };
    }

    /** Safe wherever it is opened; not yet quoted. */
    static String cell(String text) {
        var safe = new StringBuilder(text.length() + 1);
        if (startsFormula(text)) {
            safe.append('\'');
        }
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            safe.append(sign);
            boolean parts = SEPARATORS.indexOf(sign) >= 0;
            boolean last = i + 1 == text.length() || SEPARATORS.indexOf(text.charAt(i + 1)) >= 0;
            if (parts && !last && startsFormula(text.substring(i + 1))) {
                safe.append('\'');
            }
        }
        return safe.toString();
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
