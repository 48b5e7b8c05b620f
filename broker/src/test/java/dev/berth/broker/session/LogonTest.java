package dev.berth.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.session.Logon.Bar;
import dev.berth.broker.session.Logon.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogonTest {

    private static final Instant CLICK = Instant.parse("2026-11-22T09:00:00Z");

    @Test
    void everyStageTakesTheTimeSinceTheOneBeforeIt() {
        Logon logon = logon(reached(0, 100, 300, 1_300, 2_300, 2_400, 2_500, 3_000), Map.of(), Map.of());

        assertThat(logon.total()).isEqualTo(Duration.ofSeconds(3));
        assertThat(took(logon)).containsExactly(0L, 100L, 200L, 1_000L, 1_000L, 100L, 100L, 500L);
        assertThat(logon.unaccounted()).isZero();
        assertThat(logon.reachedPicture()).isTrue();
        assertThat(bar(logon, Stage.GUEST_READY).from()).isEqualTo(Duration.ofMillis(1_300));
        assertThat(logon.slowest()).isEmpty();
    }

    @Test
    void aStageThatNobodySawLeavesItsTimeUnaccounted() {
        Logon logon = logon(reached(0, 100, 2_100, 2_100, 2_100, 2_200, 2_300, 2_400), Map.of(), Map.of());

        assertThat(logon.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.before()).isEqualTo(Stage.GUEST_READY);
            assertThat(gap.from()).isEqualTo(Duration.ofMillis(100));
            assertThat(gap.took()).isEqualTo(Duration.ofSeconds(2));
        });
        assertThat(logon.unaccounted()).isEqualTo(Duration.ofSeconds(2));
        assertThat(bar(logon, Stage.GUEST_READY).took()).isZero();
    }

    @Test
    void aDesktopThatRanAlreadyLeavesNothingUnaccounted() {
        Logon logon = logon(reached(0, 20, 20, 20, 20, 400, 600, 900), Map.of(), Map.of());

        assertThat(logon.gaps()).isEmpty();
        assertThat(logon.unaccounted()).isZero();
    }

    @Test
    void theStageThatCostTheMostAgainstThePersonsOwnUsualIsTheSlowest() {
        Logon logon = logon(
                reached(0, 100, 300, 3_300, 8_300, 8_400, 8_500, 9_000),
                Map.of(Stage.MACHINE_STARTED, Duration.ofSeconds(1), Stage.GUEST_READY, Duration.ofSeconds(4)),
                Map.of(Stage.MACHINE_STARTED, Duration.ofSeconds(2), Stage.GUEST_READY, Duration.ofSeconds(4)));

        assertThat(logon.slowest()).map(Bar::stage).contains(Stage.MACHINE_STARTED);
        assertThat(bar(logon, Stage.GUEST_READY).pace()).isEqualTo(Pace.SLOW);
        assertThat(bar(logon, Stage.FIRST_FRAME).pace()).isEqualTo(Pace.USUAL);
    }

    @Test
    void aTrifleIsNeverSlow() {
        Logon logon = logon(
                reached(0, 10, 20, 30, 40, 440, 450, 460),
                Map.of(Stage.CREDENTIALS_SET, Duration.ofMillis(60)),
                Map.of(Stage.CREDENTIALS_SET, Duration.ofMillis(100)));

        assertThat(bar(logon, Stage.CREDENTIALS_SET).pace()).isEqualTo(Pace.USUAL);
    }

    @Test
    void whatStoppedBeforeAPictureCountsUpToItsEnd() {
        Map<Stage, Instant> reached = reached(0, 200);
        Logon logon = Logon.of(CLICK, reached, Map.of(), Map.of(), Optional.of(CLICK.plusSeconds(30)));

        assertThat(logon.reachedPicture()).isFalse();
        assertThat(logon.total()).isEqualTo(Duration.ofSeconds(30));
        assertThat(logon.unaccounted()).isEqualTo(Duration.ofMillis(29_800));
        assertThat(logon.gaps().getFirst().before()).isNull();
        assertThat(bar(logon, Stage.FIRST_FRAME).pace()).isEqualTo(Pace.NOT_REACHED);
    }

    @Test
    void aSessionWithoutStagesIsEmptyAndNotWrong() {
        Logon logon = Logon.of(CLICK, Map.of(), Map.of(), Map.of(), Optional.empty());

        assertThat(logon.total()).isZero();
        assertThat(logon.bars()).hasSize(Stage.values().length).allMatch(bar -> bar.pace() == Pace.NOT_REACHED);
    }

    /** Whatever the times are, and even where the clocks of nodes disagree: the parts make the whole. */
    @Test
    void barsAndGapsMakeTheTotal() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            Map<Stage, Instant> reached = new EnumMap<>(Stage.class);
            long at = 0;
            for (Stage stage : Stage.values()) {
                at += switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> random.nextInt(40);
                    case 2 -> random.nextInt(5_000);
                    default -> -random.nextInt(30);
                };
                if (random.nextInt(8) != 0) {
                    reached.put(stage, CLICK.plusMillis(at));
                }
            }
            Logon logon = Logon.of(CLICK, reached, Map.of(), Map.of(), Optional.of(CLICK.plusSeconds(60)));
            Duration bars = logon.bars().stream().map(Bar::took).reduce(Duration.ZERO, Duration::plus);
            assertThat(bars.plus(logon.unaccounted())).as("round %d", i).isEqualTo(logon.total());
            assertThat(logon.bars()).allMatch(bar -> !bar.took().isNegative());
        }
    }

    private static Logon logon(Map<Stage, Instant> reached, Map<Stage, Duration> own, Map<Stage, Duration> fleet) {
        return Logon.of(CLICK, reached, own, fleet, Optional.empty());
    }

    private static Map<Stage, Instant> reached(long... millis) {
        Map<Stage, Instant> reached = new EnumMap<>(Stage.class);
        for (int i = 0; i < millis.length; i++) {
            reached.put(Stage.values()[i], CLICK.plusMillis(millis[i]));
        }
        return reached;
    }

    private static List<Long> took(Logon logon) {
        return logon.bars().stream().map(bar -> bar.took().toMillis()).toList();
    }

    private static Bar bar(Logon logon, Stage stage) {
        return logon.bars().get(stage.ordinal());
    }
}
