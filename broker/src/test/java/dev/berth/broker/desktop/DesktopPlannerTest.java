package dev.berth.broker.desktop;

import static dev.berth.broker.desktop.DesktopState.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DesktopPlannerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant EARLIER = NOW.minus(Duration.ofHours(1));
    private static final DesktopPlanner PLANNER = new DesktopPlanner(TestRegion.settings(), TestRegion.lifecycle());
    private static final Sighting RUNNING = new There(Power.RUNNING, true);
    private static final Sighting MUTE = new There(Power.RUNNING, false);
    private static final Sighting SAVED = new There(Power.SAVED, false);
    private static final Sighting OFF = new There(Power.OFF, false);
    private static final Sighting PAUSED = new There(Power.PAUSED, false);
    private static final Sighting CRASHED = new There(Power.CRASHED, false);
    private static final Sighting GONE = new Gone(true, false);
    private static final Sighting SILENT = new Silent("no route");

    /** State, what is wanted, what is seen, the step. Rows hold room, and their machine is known to run where it does. */
    static Stream<Arguments> table() {
        return Stream.of(
                row(PENDING, Wanted.RUNNING, new NotPlaced(), Step.Admit.class),
                row(PENDING, Wanted.RUNNING, SILENT, Step.Wait.class),
                row(PENDING, Wanted.RUNNING, new Gone(false, false), Step.MakeDisks.class),
                row(PENDING, Wanted.RUNNING, new Gone(false, true), Step.Clone.class),
                row(PENDING, Wanted.RUNNING, new Gone(true, true), Step.MakeDisks.class),
                row(PENDING, Wanted.RUNNING, OFF, Step.Boot.class),
                row(PENDING, Wanted.RUNNING, SAVED, Step.Resume.class),
                row(PENDING, Wanted.RUNNING, PAUSED, Step.Resume.class),
                row(PENDING, Wanted.RUNNING, CRASHED, Step.PowerOff.class),
                row(PENDING, Wanted.RUNNING, RUNNING, Step.AwaitGuest.class),
                row(STARTING, Wanted.RUNNING, SILENT, Step.Wait.class),
                row(STARTING, Wanted.RUNNING, GONE, Step.MakeDisks.class),
                row(STARTING, Wanted.RUNNING, SAVED, Step.Resume.class),
                row(STARTING, Wanted.RUNNING, OFF, Step.Boot.class),
                row(STARTING, Wanted.RUNNING, CRASHED, Step.PowerOff.class),
                row(STARTING, Wanted.RUNNING, MUTE, Step.AwaitGuest.class),
                row(AVAILABLE, Wanted.RUNNING, RUNNING, Step.Rest.class),
                row(AVAILABLE, Wanted.RUNNING, MUTE, Step.NoteGuest.class),
                row(AVAILABLE, Wanted.RUNNING, SILENT, Step.Wait.class),
                row(AVAILABLE, Wanted.RUNNING, GONE, STOPPED),
                row(AVAILABLE, Wanted.RUNNING, OFF, STOPPED),
                row(AVAILABLE, Wanted.RUNNING, SAVED, STOPPED),
                row(AVAILABLE, Wanted.RUNNING, PAUSED, STARTING),
                row(AVAILABLE, Wanted.RUNNING, CRASHED, STOPPING),
                row(UNHEALTHY, Wanted.RUNNING, RUNNING, AVAILABLE),
                row(UNHEALTHY, Wanted.RUNNING, MUTE, Step.Rest.class),
                row(UNHEALTHY, Wanted.RUNNING, SILENT, Step.Wait.class),
                row(UNHEALTHY, Wanted.RUNNING, GONE, STOPPED),
                row(STOPPING, Wanted.STOPPED, RUNNING, Step.Save.class),
                row(STOPPING, Wanted.STOPPED, PAUSED, Step.Save.class),
                row(STOPPING, Wanted.STOPPED, CRASHED, Step.PowerOff.class),
                row(STOPPING, Wanted.STOPPED, SAVED, STOPPED),
                row(STOPPING, Wanted.STOPPED, OFF, STOPPED),
                row(STOPPING, Wanted.STOPPED, GONE, STOPPED),
                row(STOPPING, Wanted.STOPPED, SILENT, Step.Wait.class),
                row(STOPPING, Wanted.RUNNING, RUNNING, AVAILABLE),
                row(STOPPING, Wanted.RUNNING, SAVED, STARTING),
                row(STOPPING, Wanted.RUNNING, GONE, STARTING),
                row(STOPPED, Wanted.STOPPED, SAVED, Step.Rest.class),
                row(STOPPED, Wanted.STOPPED, GONE, Step.Rest.class),
                row(STOPPED, Wanted.STOPPED, SILENT, Step.Rest.class),
                row(STOPPED, Wanted.STOPPED, RUNNING, STOPPING),
                row(STOPPED, Wanted.RUNNING, SAVED, STARTING),
                row(REBOOTING, Wanted.RUNNING, RUNNING, Step.Reboot.class),
                row(REBOOTING, Wanted.RUNNING, SILENT, Step.Wait.class),
                row(REBOOTING, Wanted.RUNNING, OFF, STARTING),
                row(REBOOTING, Wanted.RUNNING, GONE, STARTING),
                row(ERROR, Wanted.RUNNING, RUNNING, Step.Rest.class),
                row(ERROR, Wanted.RUNNING, SILENT, Step.Rest.class),
                row(TERMINATING, Wanted.TERMINATED, new NotPlaced(), TERMINATED),
                row(TERMINATING, Wanted.TERMINATED, SILENT, Step.Wait.class),
                row(TERMINATING, Wanted.TERMINATED, RUNNING, Step.RemoveMachine.class),
                row(TERMINATING, Wanted.TERMINATED, SAVED, Step.RemoveMachine.class),
                row(TERMINATING, Wanted.TERMINATED, GONE, Step.DeleteVolumes.class),
                row(TERMINATED, Wanted.TERMINATED, GONE, Step.Rest.class));
    }

    @ParameterizedTest
    @MethodSource("table")
    void stateAndSightingGiveTheStep(DesktopState state, Wanted wanted, Sighting sighting, Object expected) {
        var desktop = aDesktop().in(state).wanting(wanted);
        if (sighting instanceof There(Power power, boolean _) && power == Power.RUNNING) {
            desktop.startedAt(NOW.minusSeconds(5));
        }
        Step step = PLANNER.next(desktop.build(), sighting, NOW);
        if (expected instanceof DesktopState next) {
            assertThat(step).isInstanceOfSatisfying(Step.Become.class, become -> {
                assertThat(become.state()).isEqualTo(next);
                assertThat(DesktopMoves.allowed(state, next)).isTrue();
            });
        } else {
            assertThat(step).isInstanceOf((Class<?>) expected);
        }
    }

    /** Whatever is seen in whatever state: there is a step, it is legal, and a silent host changes nothing. */
    @ParameterizedTest
    @EnumSource(DesktopState.class)
    void everySightingInEveryStateHasALegalStep(DesktopState state) {
        List<Sighting> sightings = new ArrayList<>(
                List.of(new NotPlaced(), SILENT, new Gone(false, false), new Gone(false, true), new Gone(true, false)));
        for (Power power : Power.values()) {
            sightings.add(new There(power, true));
            sightings.add(new There(power, false));
        }
        for (Sighting sighting : sightings) {
            for (RunningMode mode : RunningMode.values()) {
                for (Wanted wanted : Wanted.values()) {
                    for (Instant started : new @Nullable Instant[] {null, NOW, EARLIER}) {
                        var desktop = aDesktop()
                                .in(state)
                                .wanting(wanted)
                                .mode(mode)
                                .startedAt(started)
                                .build();
                        Step step = PLANNER.next(desktop, sighting, NOW);
                        if (step instanceof Step.Become(DesktopState next, String _, Wanted _)) {
                            assertThat(DesktopMoves.allowed(state, next))
                                    .as("%s to %s on %s", state, next, sighting)
                                    .isTrue();
                        }
                        if (sighting instanceof Silent && state != STOPPED) {
                            assertThat(step).isInstanceOfAny(Step.Wait.class, Step.Rest.class);
                        }
                    }
                }
            }
        }
    }

    @Test
    void templateIsOnlyForADesktopThatNobodyHasUsed() {
        var used = aDesktop().in(STARTING).readyOnceAt(EARLIER).build();
        assertThat(PLANNER.next(used, new Gone(false, true), NOW)).isInstanceOf(Step.MakeDisks.class);
        var refused = aDesktop().in(PENDING).marked(Mark.TEMPLATE_REFUSED).build();
        assertThat(PLANNER.next(refused, new Gone(false, true), NOW)).isInstanceOf(Step.MakeDisks.class);
    }

    @Test
    void clonedMachineThatWasCutOffIsFinishedAsAClone() {
        var desktop = aDesktop().in(PENDING).marked(Mark.CLONING).build();
        assertThat(PLANNER.next(desktop, RUNNING, NOW)).isInstanceOf(Step.Clone.class);
    }

    @Test
    void startThatWasCutOffIsAdopted() {
        assertThat(PLANNER.next(aDesktop().in(PENDING).build(), RUNNING, NOW)).isInstanceOf(Step.Adopt.class);
        assertThat(PLANNER.next(aDesktop().in(STARTING).withoutRoom().build(), RUNNING, NOW))
                .isInstanceOf(Step.CountIn.class);
    }

    @Test
    void nothingIsStartedWithoutRoom() {
        var desktop = aDesktop().in(STARTING).withoutRoom().build();
        for (Sighting sighting : List.of(SAVED, OFF, PAUSED, GONE)) {
            assertThat(PLANNER.next(desktop, sighting, NOW)).isInstanceOf(Step.Admit.class);
        }
    }

    @Test
    void guestHasItsTimeAndNoMore() {
        var within = aDesktop()
                .in(STARTING)
                .startedAt(NOW.minus(Duration.ofMinutes(4)))
                .build();
        assertThat(PLANNER.next(within, MUTE, NOW)).isInstanceOf(Step.AwaitGuest.class);
        var late = aDesktop()
                .in(STARTING)
                .startedAt(NOW.minus(Duration.ofMinutes(5)))
                .build();
        assertThat(PLANNER.next(late, MUTE, NOW))
                .isInstanceOfSatisfying(
                        Step.Fail.class, fail -> assertThat(fail.reason()).contains("300 s"));
        var retried = aDesktop()
                .in(STARTING)
                .marked(Mark.RETRIED)
                .startedAt(NOW.minusSeconds(21))
                .build();
        assertThat(PLANNER.next(retried, MUTE, NOW)).isInstanceOf(Step.PowerOff.class);
    }

    @Test
    void timerStopsOnlyWhatNobodyUses() {
        var due = aDesktop().in(AVAILABLE).startedAt(EARLIER).dueAt(NOW.minusSeconds(1));
        assertThat(PLANNER.next(due.build(), RUNNING, NOW)).isInstanceOfSatisfying(Step.Become.class, become -> {
            assertThat(become.state()).isEqualTo(STOPPING);
            assertThat(become.reason()).isEqualTo("Not used for 60 minutes.");
        });
        assertThat(PLANNER.next(due.inUse().build(), RUNNING, NOW)).isEqualTo(new Step.SetTimer(null));
        var without = aDesktop()
                .in(AVAILABLE)
                .startedAt(EARLIER)
                .dueAt(null)
                .lastUsedAt(EARLIER)
                .build();
        assertThat(PLANNER.next(without, RUNNING, NOW)).isEqualTo(new Step.SetTimer(NOW.plus(Duration.ofMinutes(60))));
        var opening = aDesktop()
                .in(AVAILABLE)
                .startedAt(EARLIER)
                .dueAt(null)
                .lastUsedAt(NOW.minusSeconds(10))
                .build();
        assertThat(PLANNER.next(opening, RUNNING, NOW)).isInstanceOf(Step.Rest.class);
        var manual = aDesktop()
                .in(AVAILABLE)
                .mode(RunningMode.MANUAL)
                .startedAt(EARLIER)
                .dueAt(NOW)
                .build();
        assertThat(PLANNER.next(manual, RUNNING, NOW)).isEqualTo(new Step.SetTimer(null));
    }

    @Test
    void turnedOffByHandIsRestartedWhereSomebodyNeedsIt() {
        for (Desktop needed : List.of(
                aDesktop().in(AVAILABLE).mode(RunningMode.ALWAYS_ON).build(),
                aDesktop().in(AVAILABLE).inUse().build())) {
            for (Sighting sighting : List.of(OFF, SAVED, GONE, CRASHED)) {
                assertThat(PLANNER.next(needed, sighting, NOW))
                        .isInstanceOfSatisfying(
                                Step.Become.class,
                                become -> assertThat(become.state()).isEqualTo(STARTING));
            }
        }
    }

    @Test
    void guestThatStaysMuteIsUnhealthy() {
        var desktop = aDesktop().in(AVAILABLE).startedAt(EARLIER).attempts(3).build();
        assertThat(PLANNER.next(desktop, MUTE, NOW))
                .isInstanceOfSatisfying(
                        Step.Become.class, become -> assertThat(become.state()).isEqualTo(UNHEALTHY));
        assertThat(PLANNER.next(desktop, RUNNING, NOW)).isEqualTo(new Step.NoteGuest(0));
    }

    @Test
    void rebootIsAwaitedOnceTold() {
        var told = aDesktop()
                .in(REBOOTING)
                .marked(Mark.REBOOTED)
                .startedAt(NOW.minusSeconds(3))
                .build();
        assertThat(PLANNER.next(told, RUNNING, NOW)).isInstanceOf(Step.AwaitGuest.class);
        var late = aDesktop()
                .in(REBOOTING)
                .marked(Mark.REBOOTED)
                .startedAt(EARLIER)
                .build();
        assertThat(PLANNER.next(late, MUTE, NOW))
                .isInstanceOfSatisfying(
                        Step.Become.class, become -> assertThat(become.state()).isEqualTo(UNHEALTHY));
    }

    @Test
    void terminatedIsTheEndUnlessItIsTakenBackAndSuspendedIsNotTerminated() {
        for (DesktopState state : DesktopState.values()) {
            assertThat(DesktopMoves.allowed(TERMINATED, state)).isEqualTo(state == STOPPED);
            boolean terminable = !Set.of(SUSPENDED, TERMINATING, TERMINATED).contains(state);
            assertThat(DesktopMoves.allowed(state, TERMINATING)).as("%s", state).isEqualTo(terminable);
        }
    }

    @Test
    void whatWasSentForADesktopIsKeptThoughItWasNeverReady() {
        DesktopBuilder going = aDesktop().in(TERMINATING).wanting(Wanted.TERMINATED);
        assertThat(PLANNER.next(going.build(), GONE, NOW)).isInstanceOf(Step.DeleteVolumes.class);
        assertThat(PLANNER.next(going.tookIn().build(), GONE, NOW)).isInstanceOf(Step.Become.class);
    }

    private static Arguments row(DesktopState state, Wanted wanted, Sighting sighting, Object expected) {
        return Arguments.of(state, wanted, sighting, expected);
    }

    private static DesktopBuilder aDesktop() {
        return new DesktopBuilder(NOW);
    }
}
