package dev.berth.portal.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@sum(A1)",
                "\t=1",
                "\r=1",
                "  =cmd|' /C calc'!A0",
                "\u00a0=1",
                "＝1+1",
                "=HYPERLINK(\"http://x\")"
            })
    void aCellThatASpreadsheetWouldCalculateIsText(String formula) {
        assertThat(Csv.cell(formula).replaceFirst("^\"", "")).startsWith("'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Anna", "10.0.0.1", "a=b", "2026-11-22T09:00:00Z", "김철수", "x-1", ""})
    void plainTextStaysAsItIs(String text) {
        assertThat(Csv.cell(text)).isEqualTo(text);
    }

    @Test
    void commasQuotesAndLinesAreKeptWithinTheirCell() throws IOException {
        var out = new StringWriter();
        new Csv(out).line(Arrays.asList("a,b", "say \"hi\"", "two\nlines", null, 7));
        assertThat(out).hasToString("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,7\r\n");
    }

    @Test
    void anEmptyLineIsNoLine() throws IOException {
        var out = new StringWriter();
        new Csv(out).line(List.of());
        assertThat(out.toString()).isEmpty();
    }
}
