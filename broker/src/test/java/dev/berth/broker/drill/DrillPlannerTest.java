package dev.berth.broker.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.drill.Canary.State;
import dev.berth.broker.drill.DrillStep.Advance;
import dev.berth.broker.drill.DrillStep.Arrive;
import dev.berth.broker.drill.DrillStep.Check;
import dev.berth.broker.drill.DrillStep.End;
import dev.berth.broker.drill.DrillStep.Fail;
import dev.berth.broker.drill.DrillStep.Give;
import dev.berth.broker.drill.DrillStep.Postpone;
import dev.berth.broker.drill.DrillStep.Return;
import dev.berth.broker.drill.DrillStep.Skip;
import dev.berth.broker.drill.DrillStep.TakeBack;
import dev.berth.broker.drill.DrillStep.Wait;
import dev.berth.broker.drill.Sight.Seen;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.RegionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows from what is seen. */
class DrillPlannerTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T02:00:00Z");
    private static final Duration PROMPT = Duration.ofSeconds(3);
    private static final Canary.There NOTHING = new Canary.There(null, null, null, false);
    private static final Answer HEARD = new Answer(Answer.State.HEARD, null, NOTHING, null);
    private static final Seen FINE = new Seen(false, null, false, Duration.ofSeconds(90), true, HEARD, true);

    private final DrillPlanner planner = new DrillPlanner(
            new DrillSettings(Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofMinutes(1), 25));
    private final DesktopId desktop = new DesktopId(UUID.randomUUID());

    @Test
    void nothingHappensBeforeItsTime() {
        assertThat(planner.next(drill(DrillStage.ANNOUNCED, null), List.of(), seen(FINE), BEGIN.minusSeconds(1)))
                .isEqualTo(new Wait());
        assertThat(next(DrillStage.ANNOUNCED, State.PLANNED, FINE)).isEqualTo(new Advance(DrillStage.CHECKS, null));
        assertThat(planner.next(drill(DrillStage.ANNOUNCED, null), List.of(), seen(FINE), minutes(41)))
                .as("there is no time left for it")
                .isInstanceOf(End.class);
    }

    @Test
    void whoeverWorksIsWaitedForAndThenLeftOut() {
        Seen working = new Seen(true, null, true, Duration.ZERO, true, null, true);
        assertThat(next(DrillStage.CHECKS, State.PLANNED, working)).isInstanceOf(Postpone.class);
        assertThat(planner.next(
                        drill(DrillStage.CHECKS, null), List.of(canary(State.PLANNED)), seen(working), minutes(11)))
                .isInstanceOfSatisfying(
                        Skip.class, skip -> assertThat(skip.fault()).isFalse());
        assertThat(next(DrillStage.HAND_OVER, State.CHECKED, working)).isInstanceOf(Skip.class);
        assertThat(next(DrillStage.CHECKS, State.PLANNED, answered(Answer.State.HEARD, null)))
                .as("whoever was moved by hand is not led back by a drill")
                .isInstanceOf(Skip.class);
    }

    @Test
    void whatCouldNotTakeOverIsAFault() {
        Seen uncovered = new Seen(false, "No desktop stands by.", false, null, true, null, true);
        assertThat(next(DrillStage.CHECKS, State.PLANNED, uncovered))
                .isInstanceOfSatisfying(
                        Skip.class, skip -> assertThat(skip.fault()).isTrue());
        assertThat(next(DrillStage.CHECKS, State.SKIPPED, uncovered)).isInstanceOf(Fail.class);
        assertThat(next(DrillStage.CHECKS, State.PLANNED, FINE))
                .isInstanceOfSatisfying(
                        Check.class, check -> assertThat(check.rpo()).isEqualTo(Duration.ofSeconds(90)));
        assertThat(next(DrillStage.CHECKS, State.CHECKED, FINE)).isEqualTo(new Advance(DrillStage.HAND_OVER, null));
        var small = new Sight(7, true, true, true, PROMPT, PROMPT, 100, Map.of(desktop, FINE));
        assertThat(planner.next(drill(DrillStage.CHECKS, null), List.of(canary(State.PLANNED)), small, BEGIN))
                .isInstanceOfSatisfying(
                        Fail.class, fail -> assertThat(fail.why()).contains("100 MiB"));
    }

    @Test
    void aRegionThatDoesNotAnswerIsFoundBeforeAnybodyGoes() {
        Seen unheard = new Seen(false, null, false, Duration.ZERO, true, null, true);
        assertThat(next(DrillStage.CHECKS, State.PLANNED, unheard)).isInstanceOf(Postpone.class);
        var silent = new Sight(7, true, true, true, Duration.ofMinutes(3), PROMPT, 9999, Map.of(desktop, unheard));
        assertThat(planner.next(drill(DrillStage.CHECKS, null), List.of(canary(State.PLANNED)), silent, BEGIN))
                .isInstanceOfSatisfying(
                        Fail.class, fail -> assertThat(fail.why()).contains("busan", "drill_call"));
    }

    @Test
    void aRegionThatGivesTheAliasUpKeepsNobody() {
        var gaveUp = new Sight(7, false, true, false, PROMPT, PROMPT, 9999, Map.of(desktop, away(null)));
        for (DrillStage stage : List.of(DrillStage.START, DrillStage.FAILBACK)) {
            assertThat(planner.next(drill(stage, null), List.of(canary(State.AWAY)), gaveUp, BEGIN))
                    .isInstanceOfSatisfying(
                            Fail.class, fail -> assertThat(fail.why()).contains("does not say any more"));
        }
        assertThat(planner.next(drill(DrillStage.FAILBACK, Verdict.FAILED), List.of(canary(State.AWAY)), gaveUp, BEGIN))
                .isInstanceOf(TakeBack.class);
    }

    @Test
    void theWayThereAndBackIsTakenInOrder() {
        Seen up = answered(Answer.State.READY, null);
        Seen shown = answered(Answer.State.SEEN, null);
        assertThat(next(DrillStage.HAND_OVER, State.CHECKED, FINE)).isInstanceOf(Give.class);
        assertThat(next(DrillStage.HAND_OVER, State.AWAY, FINE)).isEqualTo(new Advance(DrillStage.START, null));
        assertThat(next(DrillStage.START, State.AWAY, FINE)).isEqualTo(new Wait());
        assertThat(next(DrillStage.START, State.AWAY, up)).isInstanceOf(Arrive.class);
        assertThat(next(DrillStage.START, State.UP, up)).isEqualTo(new Advance(DrillStage.PICTURE, null));
        assertThat(next(DrillStage.PICTURE, State.UP, up)).isEqualTo(new Wait());
        assertThat(next(DrillStage.PICTURE, State.UP, shown)).isInstanceOf(Arrive.class);
        assertThat(next(DrillStage.PICTURE, State.SEEN, shown))
                .isInstanceOfSatisfying(
                        Advance.class, step -> assertThat(step.to()).isEqualTo(DrillStage.FAILBACK));
        assertThat(next(DrillStage.FAILBACK, State.SEEN, away(null))).isEqualTo(new Wait());
        assertThat(next(DrillStage.FAILBACK, State.SEEN, FINE)).isInstanceOf(Return.class);
        assertThat(next(DrillStage.FAILBACK, State.HOME, FINE)).isEqualTo(new Advance(DrillStage.CHECKS_AFTER, null));
        assertThat(next(DrillStage.CHECKS_AFTER, State.HOME, FINE)).isEqualTo(new End(Verdict.PASSED, null));
        Seen missing = new Seen(false, null, false, Duration.ZERO, true, null, false);
        assertThat(next(DrillStage.CHECKS_AFTER, State.HOME, missing)).isEqualTo(new Wait());
    }

    @Test
    void whateverFailsLeadsBack() {
        Seen broken = answered(Answer.State.FAILED, "Its host is full.");
        assertThat(next(DrillStage.START, State.AWAY, broken))
                .isInstanceOfSatisfying(
                        Fail.class, fail -> assertThat(fail.why()).contains("Its host is full."));
        assertThat(planner.next(drill(DrillStage.START, null), List.of(canary(State.AWAY)), seen(FINE), minutes(41)))
                .as("the last third is for the way back")
                .isInstanceOf(Fail.class);
        var silent = new Sight(7, true, false, true, PROMPT, Duration.ofMinutes(3), 9999, Map.of(desktop, away(null)));
        assertThat(planner.next(drill(DrillStage.START, null), List.of(canary(State.AWAY)), silent, BEGIN))
                .isInstanceOf(Fail.class);
        assertThat(planner.next(drill(DrillStage.FAILBACK, Verdict.FAILED), List.of(canary(State.AWAY)), silent, BEGIN))
                .as("a lost region gives nobody back")
                .isInstanceOf(TakeBack.class);
        Seen works = away(new Answer(Answer.State.SEEN, "Its person works there.", NOTHING, null));
        assertThat(planner.next(drill(DrillStage.FAILBACK, null), List.of(noted(works)), seen(works), minutes(61)))
                .isInstanceOf(Fail.class);
        assertThat(planner.next(
                        drill(DrillStage.FAILBACK, Verdict.FAILED), List.of(noted(works)), seen(works), minutes(61)))
                .as("whoever works there is not called back")
                .isEqualTo(new Wait());
    }

    @Test
    void anAliasThatIsRedirectedEndsIt() {
        var redirected = new Sight(8, false, true, true, PROMPT, PROMPT, 9999, Map.of(desktop, FINE));
        assertThat(planner.next(drill(DrillStage.START, null), List.of(canary(State.AWAY)), redirected, BEGIN))
                .isInstanceOf(End.class);
    }

    private DrillStep next(DrillStage stage, State state, Seen seen) {
        return planner.next(drill(stage, null), List.of(canary(state)), seen(seen), BEGIN);
    }

    private Sight seen(Seen one) {
        return new Sight(7, true, true, true, PROMPT, PROMPT, 9999, Map.of(desktop, one));
    }

    private static Seen answered(Answer.State state, @Nullable String note) {
        return away(new Answer(state, note, NOTHING, null));
    }

    private static Seen away(@Nullable Answer answer) {
        return new Seen(false, null, false, Duration.ZERO, false, answer, true);
    }

    private static Instant minutes(int count) {
        return BEGIN.plus(Duration.ofMinutes(count));
    }

    private Canary canary(State state) {
        return canary(state, null);
    }

    private Canary noted(Seen seen) {
        return canary(State.SEEN, seen.answer() == null ? null : seen.answer().note());
    }

    private Canary canary(State state, @Nullable String note) {
        return new Canary(
                desktop,
                new PersonId(UUID.nameUUIDFromBytes(new byte[1])),
                "alice",
                "Alice",
                "d-1",
                "Standard",
                2048,
                state,
                false,
                note,
                null,
                new Canary.Times(null, null, null, null, null, null),
                NOTHING);
    }

    private static Drill drill(DrillStage stage, @Nullable Verdict verdict) {
        return new Drill(
                new DrillId(UUID.randomUUID()),
                null,
                new AliasId(UUID.randomUUID()),
                "desktops.example.com",
                7,
                new RegionName("busan"),
                "Pilots",
                BEGIN,
                Duration.ofHours(1),
                stage,
                verdict,
                verdict == null ? null : DrillStage.START,
                null,
                "admin",
                BEGIN,
                null);
    }
}
