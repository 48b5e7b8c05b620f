package dev.berth.broker.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
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

    /** As a spreadsheet reads the file where its list separator is a semicolon: quotes inside of a cell hold nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna;=1+1",
                "Anna; =cmd|' /C calc'!A0",
                "Anna;@sum(A1);-1",
                "Anna\t+1",
                "Anna\n=1+1",
                "Anna\r\n-1",
                "Anna,b;=1",
                "\";=1+1",
                "Anna;\u00a0＝1"
            })
    void noPartOfACellIsCalculatedWhereSemicolonsSeparate(String text) {
        String file = Csv.text(List.of("name", "next"), List.of(List.of("first", text)));
        assertThat(file.split("[;\t\r\n]")).noneMatch(part -> part.strip().matches("(?s)[\\u00a0\\s]*[=+@＝-].*"));
    }

    @Test
    void numbersStayNumbers() {
        assertThat(Csv.text(List.of("amount"), List.of(List.of(new BigDecimal("-1.50")))))
                .isEqualTo("amount\r\n-1.50\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Anna", "10.0.0.1", "a=b", "2026-11-22T09:00:00Z", "김철수", "x-1", "a; b", "two\nlines", ""})
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
