package dev.berth.portal.list;

import dev.berth.broker.console.Place;
import dev.berth.broker.console.Slice;
import dev.berth.broker.sheet.Csv;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Sends a whole list as a file, page after page: neither memory nor a transaction holds more than one. */
public final class CsvDownload {

    /** Rows per page of the list. */
    public static final int PAGE = 1_000;

    /** Spreadsheets take a file for UTF-8 when it begins so. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private CsvDownload() {}

    /**
     * @param pages gives the page that begins at a place; at null the first
     * @param cells of a row, in the order of the heads
     */
    public static <T> void send(
            HttpServletResponse response,
            String name,
            List<String> heads,
            Function<@Nullable Place, Slice<T>> pages,
            Function<T, List<? extends @Nullable Object>> cells)
            throws IOException {
        Slice<T> page = pages.apply(null);
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"");
        try (var out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8))) {
            out.write(BYTE_ORDER_MARK);
            var csv = new Csv(out);
            csv.line(heads);
            while (true) {
                for (T row : page.rows()) {
                    csv.line(cells.apply(row));
                }
                Optional<Place> next = page.next();
                if (next.isEmpty()) {
                    return;
                }
                page = pages.apply(next.get());
            }
        }
    }
}
