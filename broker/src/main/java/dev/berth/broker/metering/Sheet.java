package dev.berth.broker.metering;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** A table as CSV text (RFC 4180) that a spreadsheet opens without running anything in it. */
public final class Sheet {

    private static final String STARTS_A_FORMULA = "=+-@\t\r\n＝＋－＠";

    private Sheet() {}

    /** @param rows null where a cell is empty */
    public static String csv(List<String> header, List<? extends List<? extends @Nullable Object>> rows) {
        var text = new StringWriter();
        try (var printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(header);
            for (List<? extends @Nullable Object> row : rows) {
                printer.printRecord(row.stream().map(Sheet::cell).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write CSV into memory", e);
        }
        return text.toString();
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return value instanceof Number || text.isEmpty() || STARTS_A_FORMULA.indexOf(text.charAt(0)) < 0
                ? text
                : "'" + text;
    }
}
