package dev.berth.portal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.broker.console.Figures;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostState;
import dev.berth.broker.session.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChartsTest {

    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");

    @Test
    void scalesEndAtPleasantNumbersThatHoldTheGreatest() {
        assertThat(List.of(0.0, 1.0, 3.0, 7.0, 11.0, 24.0, 99.0, 2_487.0).stream()
                        .map(greatest -> Axis.holding(greatest).top()))
                .containsExactly(1.0, 1.0, 5.0, 10.0, 20.0, 25.0, 100.0, 2_500.0);
        assertThat(Axis.holding(7).at(100, 50)).isEqualTo(50);
        assertThat(Axis.holding(7).at(-1, 50)).isZero();
    }

    @Test
    void barsStandSideBySideWithinThePlane() {
        var chart = HistoryChart.of(List.of(hour(0, 4, 10), hour(1, 8, 2)));
        assertThat(chart.top()).isEqualTo("10");
        assertThat(chart.bars()).allSatisfy(bar -> {
            assertThat(bar.x()).isBetween(0.0, 1_000.0);
            assertThat(bar.x() + bar.width()).isLessThanOrEqualTo(1_000.0);
            assertThat(bar.y() + bar.height()).isEqualTo(100);
        });
        assertThat(chart.bars().getFirst().x() + chart.bars().getFirst().width())
                .isLessThan(chart.bars().getLast().x());
        assertThat(chart.line()).isEqualTo("250.0,0.0 750.0,80.0");
        assertThat(HistoryChart.of(List.of()).bars()).isEmpty();
    }

    @Test
    void smallSharesCanStillBeSeenAndAllFillTheWhole() {
        var bar = ShareBar.of(Map.of(DesktopState.AVAILABLE, 49_999, DesktopState.ERROR, 1, DesktopState.STOPPED, 0));
        assertThat(bar.parts()).extracting(ShareBar.Part::name).containsExactly("AVAILABLE", "ERROR");
        assertThat(bar.parts().getLast().width()).isGreaterThan(3);
        assertThat(bar.parts().stream().mapToDouble(ShareBar.Part::width).sum()).isCloseTo(1_000, within(0.1));
        assertThat(ShareBar.of(Map.<DesktopState, Integer>of()).parts()).isEmpty();
    }

    @Test
    void stagesShareOneScale() {
        var chart = StageChart.of(List.of(
                new Figures.StageFigure(Stage.PLACED, 10, 30, 60),
                new Figures.StageFigure(Stage.GUEST_READY, 10, 200, 27_000)));
        assertThat(chart.rows().getLast().p95Length()).isEqualTo(100);
        assertThat(chart.rows().getLast().p95()).isEqualTo("27");
        assertThat(chart.rows().getFirst().median()).isEqualTo("0.03");
        assertThat(StageChart.of(List.of()).samples()).isZero();
    }

    @Test
    void tilesTellSilentAndDrainingHostsFromFullOnes() {
        var tiles = HostTiles.of(List.of(
                host("d", 96, true, HostState.ACTIVE),
                host("c", 60, true, HostState.ACTIVE),
                host("b", 10, false, HostState.ACTIVE),
                host("a", 10, true, HostState.DRAINING)));
        assertThat(tiles.tiles()).extracting(HostTiles.Tile::look).containsExactly("aside", "silent", "half", "full");
        assertThat(tiles.total().memoryMib()).isEqualTo(200);
        assertThat(tiles.total().memoryPercent()).isEqualTo(78);
    }

    private static Figures.Hour hour(int after, int opened, int live) {
        return new Figures.Hour(NINE.plusSeconds(3_600L * after), NINE.plusSeconds(3_600L * (after + 1)), opened, live);
    }

    private static Figures.Capacity host(String name, long held, boolean reachable, HostState state) {
        return new Figures.Capacity(new HostId(UUID.randomUUID()), name, state, reachable, 100, held, 10, 40, 4);
    }
}
