package dev.berth.broker.metering;

import static dev.berth.broker.catalog.RunningMode.ALWAYS_ON;
import static dev.berth.broker.catalog.RunningMode.AUTO_STOP;
import static dev.berth.broker.metering.Facts.DESKTOP;
import static dev.berth.broker.metering.Facts.EUR;
import static dev.berth.broker.metering.Facts.PERSON;
import static dev.berth.broker.metering.Facts.span;
import static dev.berth.broker.metering.Facts.usage;
import static dev.berth.broker.metering.Facts.visit;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Counted by hand. */
class TrialTest {

    private static final Span OCTOBER = span("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
    private static final Duration RESUME = Duration.ofMinutes(1);

    /** 9:00–10:00, lunch, 11:30–12:00, with a timer of 60 minutes: it ran 9:00–13:00. */
    private final History working = new History(
            DESKTOP,
            List.of(usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")),
            List.of(
                    usage(AUTO_STOP, "2026-10-05T09:01:00Z", "2026-10-05T11:00:00Z"),
                    usage(AUTO_STOP, "2026-10-05T11:31:00Z", "2026-10-05T13:00:00Z")),
            List.of(
                    visit("2026-10-05T09:00:00Z", "2026-10-05T10:00:00Z"),
                    visit("2026-10-05T11:30:00Z", "2026-10-05T12:00:00Z")));

    @Test
    void theTimeThatWasSetChangesNothing() {
        TrialResult same = trial(60, working);
        assertThat(same.savedSeconds()).isZero();
        assertThat(same.saved().none()).isTrue();
        assertThat(same.openings().all()).isEqualTo(2);
        assertThat(same.openings().waited()).isEqualTo(2);
        assertThat(same.openings().wouldWait()).isEqualTo(2);
        assertThat(same.openings().newlyWaiting()).isZero();
    }

    @Test
    void aShorterTimeSavesWhatRanForNobody() {
        // 9:01–10:15 and 11:31–12:15 instead of 9:01–11:00 and 11:31–13:00: 45 minutes less, twice.
        TrialResult shorter = trial(15, working);
        assertThat(shorter.savedSeconds()).isEqualTo(90 * 60);
        // Before: 9:01, 10:01; 11:31, 12:31. Then: 9:01, 10:01; 11:31.
        assertThat(shorter.cost().hours()).isEqualTo(4);
        assertThat(shorter.wouldCost().hours()).isEqualTo(3);
        assertThat(shorter.saved()).isEqualTo(Amounts.of(EUR, 30));
    }

    @Test
    void aLongerTimeKeepsNobodyWaitingAndCostsMore() {
        // 9:01 until 12:00 + 120 minutes without a break: five hours started, one opening that waits.
        TrialResult longer = trial(120, working);
        assertThat(longer.savedSeconds()).isEqualTo(-(4 * 60 + 59 - 119 - 89) * 60);
        assertThat(longer.wouldCost().hours()).isEqualTo(5);
        assertThat(longer.saved()).isEqualTo(Amounts.of(EUR, -30));
        assertThat(longer.openings().wouldWait()).isEqualTo(1);
    }

    @Test
    void aDesktopThatIsAlwaysOnWouldPayByTheHour() {
        var always = new History(
                DESKTOP,
                List.of(usage(ALWAYS_ON, "2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z")),
                List.of(usage(ALWAYS_ON, "2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z")),
                List.of(
                        visit("2026-10-05T09:00:00Z", "2026-10-05T10:00:00Z"),
                        visit("2026-10-05T10:20:00Z", "2026-10-05T17:00:00Z"),
                        visit("2026-10-06T09:00:00Z", "2026-10-06T09:10:00Z")));
        TrialResult result = trial(30, always);
        // 9:01–17:30 is nine started hours, 9:01–9:40 is one.
        assertThat(result.wouldCost().hours()).isEqualTo(10);
        assertThat(result.wouldRunSeconds()).isEqualTo((8 * 60 + 29 + 39) * 60);
        assertThat(result.ranSeconds()).isEqualTo(31L * 24 * 3600);
        assertThat(result.saved()).isEqualTo(Amounts.of(EUR, 2_500 - 975 - 300));
        // The break of 20 minutes is shorter than the timer, so nobody waits after it.
        assertThat(result.openings().all()).isEqualTo(3);
        assertThat(result.openings().newlyWaiting()).isEqualTo(2);
        assertThat(result.openings().people()).containsExactly(PERSON.objectGuid());
    }

    @Test
    void aTimerThatBeganBeforeTheSpanCountsWithinIt() {
        var night = new History(
                DESKTOP,
                List.of(usage(AUTO_STOP, "2026-09-01T00:00:00Z", "2026-12-01T00:00:00Z")),
                List.of(usage(AUTO_STOP, "2026-09-30T20:01:00Z", "2026-10-01T00:50:00Z")),
                List.of(visit("2026-09-30T20:00:00Z", "2026-09-30T23:50:00Z")));
        TrialResult result = trial(30, night);
        assertThat(result.ranSeconds()).isEqualTo(50 * 60);
        assertThat(result.wouldRunSeconds()).isEqualTo(20 * 60);
        assertThat(result.openings().all()).isZero();
    }

    @Test
    void aMachineThatAnAdminStartedRunsForItsTimeOnly() {
        var started = new History(
                DESKTOP,
                List.of(usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")),
                List.of(usage(AUTO_STOP, "2026-10-07T09:00:00Z", "2026-10-07T10:00:00Z")),
                List.of());
        TrialResult result = trial(15, started);
        assertThat(result.ranSeconds()).isEqualTo(3600);
        assertThat(result.wouldRunSeconds()).isEqualTo(14 * 60);
        assertThat(result.wouldCost().hours()).isEqualTo(1);
    }

    @Test
    void whoStartsAMachineDoesNotFindItOnEvenWhereNoStartWasMeasured() {
        var policy = Policy.autoStop(Duration.ofMinutes(15), Duration.ZERO);
        TrialResult result = new Trial(policy, new Meter(Facts.always(), ZoneOffset.UTC), OCTOBER).of(working);
        assertThat(result.openings().wouldWait()).isEqualTo(2);
        assertThat(result.openings().newlyReady()).isZero();
    }

    /** On 7:30–18:00 by schedule: whoever comes at nine finds it on, and it stops a quarter of an hour after six. */
    @Test
    void aScheduleKeepsNobodyWaitingAndPaysForTheHoursInBetween() {
        TrialResult scheduled = scheduled(60, working, hold("2026-10-05", "07:30", "08:00", "18:00"));
        assertThat(scheduled.openings().waited()).isEqualTo(2);
        assertThat(scheduled.openings().wouldWait()).isZero();
        assertThat(scheduled.openings().newlyReady()).isEqualTo(2);
        assertThat(scheduled.wouldRunSeconds()).isEqualTo((10 * 60 + 45) * 60);
        assertThat(scheduled.wouldCost().hours()).isEqualTo(11);
        assertThat(scheduled.effects()).isEmpty();
    }

    /** Whoever stays on after the hours is stopped after the grace, not after the longer time of the idle rule. */
    @Test
    void afterTheHoursTheGraceCountsWhereItIsShorter() {
        var late = new History(
                DESKTOP,
                List.of(usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")),
                List.of(usage(AUTO_STOP, "2026-10-05T09:01:00Z", "2026-10-05T21:00:00Z")),
                List.of(visit("2026-10-05T09:00:00Z", "2026-10-05T20:00:00Z")));
        TrialResult scheduled = scheduled(60, late, hold("2026-10-05", "07:30", "08:00", "18:00"));
        assertThat(scheduled.wouldRunSeconds()).isEqualTo((12 * 60 + 45) * 60);
    }

    /** A session that was left for lunch is found saved where the time is shorter than lunch. */
    @Test
    void sessionThatIsTakenUpAgainIsInterruptedAndAnotherOpeningDelayed() {
        UUID session = new UUID(0, 9);
        var lunch = new History(
                DESKTOP,
                List.of(usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")),
                List.of(usage(AUTO_STOP, "2026-10-05T09:01:00Z", "2026-10-05T19:00:00Z")),
                List.of(
                        visit(session, "2026-10-05T09:00:00Z", "2026-10-05T12:00:00Z"),
                        visit(session, "2026-10-05T12:50:00Z", "2026-10-05T16:00:00Z"),
                        visit(new UUID(0, 10), "2026-10-05T16:40:00Z", "2026-10-05T18:00:00Z")));
        TrialResult shorter = trial(30, lunch);
        assertThat(shorter.effects())
                .extracting(Effect::kind)
                .containsExactly(Effect.Kind.INTERRUPTED, Effect.Kind.DELAYED);
        assertThat(shorter.delayed()).isEqualTo(Duration.ofMinutes(2));
        assertThat(trial(60, lunch).effects()).isEmpty();
    }

    /** The night on which clocks go back has an hour more, which is paid. */
    @Test
    void hoursOverAClockChangeAreAsLongAsTheyLast() {
        var night = new History(
                DESKTOP,
                List.of(usage(AUTO_STOP, "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")),
                List.of(),
                List.of());
        // 22:00–06:00 in Berlin, once over the change and once not.
        var change = new Policy.Hold(
                Instant.parse("2026-10-24T20:00:00Z"),
                Instant.parse("2026-10-24T20:00:00Z"),
                Instant.parse("2026-10-25T05:00:00Z"));
        var plain = new Policy.Hold(
                Instant.parse("2026-10-23T20:00:00Z"),
                Instant.parse("2026-10-23T20:00:00Z"),
                Instant.parse("2026-10-24T04:00:00Z"));
        assertThat(scheduled(60, night, change).wouldRunSeconds()
                        - scheduled(60, night, plain).wouldRunSeconds())
                .isEqualTo(3600);
    }

    @Test
    void windowMeetsWhoIsThereAndDelaysWhoComes() {
        TrialResult met = new WindowTrial(OCTOBER)
                .of(
                        working,
                        List.of(
                                span("2026-10-05T09:30:00Z", "2026-10-05T09:40:00Z"),
                                span("2026-10-05T11:25:00Z", "2026-10-05T11:35:00Z"),
                                span("2026-10-06T00:00:00Z", "2026-10-06T00:10:00Z")));
        assertThat(met.effects()).extracting(Effect::kind).containsExactly(Effect.Kind.IN_THE_WAY, Effect.Kind.DELAYED);
        assertThat(met.delayed()).isEqualTo(Duration.ofMinutes(5));
    }

    private static Policy.Hold hold(String day, String lead, String from, String until) {
        return new Policy.Hold(
                Instant.parse(day + "T" + lead + ":00Z"),
                Instant.parse(day + "T" + from + ":00Z"),
                Instant.parse(day + "T" + until + ":00Z"));
    }

    private static TrialResult scheduled(int minutes, History history, Policy.Hold... holds) {
        var policy = new Policy(
                desktop -> Optional.of(Duration.ofMinutes(minutes)), List.of(holds), Duration.ofMinutes(15), RESUME);
        return new Trial(policy, new Meter(Facts.always(), ZoneOffset.UTC), OCTOBER).of(history);
    }

    private static TrialResult trial(int minutes, History history) {
        var meter = new Meter(Facts.always(), ZoneOffset.UTC);
        return new Trial(Policy.autoStop(Duration.ofMinutes(minutes), RESUME), meter, OCTOBER).of(history);
    }
}
