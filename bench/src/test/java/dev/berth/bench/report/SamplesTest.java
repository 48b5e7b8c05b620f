package dev.berth.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(samples(9, 1, 5).median("x")).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(samples(9, 1, 5, 6).median("x")).isEqualTo(5.5);
    }

    @Test
    void leastMostAndOrderAreKept() {
        var summary = samples(9, 1, 5).all().get("x");
        assertThat(summary.min()).isEqualTo(1);
        assertThat(summary.max()).isEqualTo(9);
        assertThat(summary.samples()).containsExactly(9.0, 1.0, 5.0);
    }

    @Test
    void whatWasNotMeasuredIsNamed() {
        assertThatThrownBy(() -> samples(1).median("y"))
                .hasMessageContaining("'y'")
                .hasMessageContaining("[x]");
    }

    @Test
    void targetsHoldAtTheirLimit() {
        assertThat(Target.atMost("a", 2, 2, "ms", "").met()).isTrue();
        assertThat(Target.atMost("a", 2.01, 2, "ms", "").met()).isFalse();
        assertThat(Target.atLeast("a", 8, 8, "x", "").met()).isTrue();
        assertThat(Target.atLeast("a", 7.9, 8, "x", "").met()).isFalse();
    }

    private static Samples samples(int... millis) {
        Samples samples = new Samples();
        for (int one : millis) {
            samples.add("x", Duration.ofMillis(one));
        }
        return samples;
    }
}
