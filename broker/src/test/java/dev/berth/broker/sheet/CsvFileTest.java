package dev.berth.broker.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvFileTest {

    @Test
    void textIsNeverTakenForAFormula() {
        String csv = Csv.text(
                List.of("a", "b", "c", "d", "e", "f"),
                List.of(
                        List.of("=1+1", "+82 2", "-x", "@sum", "\tx", "＝x"),
                        List.of("a=b", "", "\"", ",", "김", "x\ny")));
        assertThat(csv).isEqualTo("""
                a,b,c,d,e,f\r
                '=1+1,'+82 2,'-x,'@sum,'\tx,'＝x\r
                a=b,,"\""",",",김,"x
                y"\r
                """);
    }

    @Test
    void numbersStayNumbersAndNothingStaysEmpty() {
        assertThat(Csv.text(List.of("n", "m"), List.of(Arrays.asList(new BigDecimal("-1.50"), null))))
                .isEqualTo("n,m\r\n-1.50,\r\n");
    }
}
