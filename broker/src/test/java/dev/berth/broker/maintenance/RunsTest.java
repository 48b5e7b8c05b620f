package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static dev.berth.broker.maintenance.MaintainedRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopLifecycle;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Desktops that are maintained, over a simulated host. */
class RunsTest {

    private MaintainedRegion region;
    private MaintenanceRounds rounds;
    private Runs runs;

    @BeforeEach
    void begin() {
        region = new MaintainedRegion();
        rounds = region.get(MaintenanceRounds.class);
        runs = region.get(Runs.class);
    }

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void desktopsAreWokenMaintainedAndPutBackAsTheyWere() {
        var bundle = region.bundle("Standard", RunningMode.AUTO_STOP);
        DesktopId up = region.running(region.person("alice"), bundle);
        DesktopId down = region.stopped(region.person("bob"), bundle);
        Run begun = runs.start("Now", Set.of(up, down), 60, ADMIN);
        assertThat(runs.await(begun.id(), Duration.ofMillis(1)).over()).isFalse();
        var waited = CompletableFuture.supplyAsync(() -> runs.await(begun.id(), Duration.ofMinutes(5)));
        Run run = region.finished(begun.id());
        assertThat(waited).succeedsWithin(SOON).isEqualTo(run);
        assertThat(run.state()).isEqualTo(Run.State.DONE);
        assertThat(run.counts()).isEqualTo(Map.of(Phase.DONE, 2));
        assertThat(region.state(up)).isEqualTo(DesktopState.AVAILABLE);
        assertThat(region.state(down)).isEqualTo(DesktopState.STOPPED);
        assertThat(runs.lines(run.id(), 10, 0))
                .allMatch(line -> line.wasOff() == line.desktop().equals(down));
        assertThat(region.audited("maintenance-run", run.id())).isEqualTo(1);
        assertThat(runs.await(run.id(), Duration.ofSeconds(1)).over()).isTrue();
    }

    @Test
    void nobodyWhoWorksIsPutOutAndTheirDesktopWaitsForThem() {
        DesktopId desktop = region.running(region.person("alice"), region.bundle("Standard", RunningMode.MANUAL));
        region.beginSession(desktop);
        Run run = runs.start("Now", Set.of(desktop), 60, ADMIN);
        rounds.advance();
        assertThat(rounds.awaitIdle(SOON)).isTrue();
        assertThat(region.state(desktop)).isEqualTo(DesktopState.AVAILABLE);
        assertThat(runs.lines(run.id(), 1, 0).getFirst().reason()).contains("Somebody has a session on it.");
        assertThatThrownBy(() -> region.get(DesktopLifecycle.class).enterMaintenance(desktop, "Test"))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("somebody uses it");
        region.endSessions();
        region.clock.forward(Duration.ofSeconds(31));
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
    }

    @Test
    void whatIsInUseThroughoutIsSkippedWhenTheWindowClosesAndSaysWhy() {
        DesktopId desktop = region.running(region.person("alice"), region.bundle("Standard", RunningMode.MANUAL));
        region.beginSession(desktop);
        Run run = runs.start("Now", Set.of(desktop), 15, ADMIN);
        rounds.advance();
        assertThat(rounds.awaitIdle(SOON)).isTrue();
        region.clock.forward(Duration.ofMinutes(16));
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.SKIPPED, 1));
        assertThat(runs.lines(run.id(), 1, 0).getFirst().reason().orElse(""))
                .contains("The window closed", "Somebody has a session on it.");
    }

    @Test
    void whileOneIsInMaintenanceNobodyOpensItAndNoSecondRunHasIt() {
        var alice = region.person("alice");
        var bundle = region.bundle("Standard", RunningMode.MANUAL);
        DesktopId desktop = region.running(alice, bundle);
        region.get(DesktopLifecycle.class).enterMaintenance(desktop, "Test");
        assertThatThrownBy(() -> region.get(Desktops.class).open(alice.id(), bundle))
                .isInstanceOf(GuardRefusedException.class)
                .hasMessageContaining("MAINTENANCE");
        Run first = runs.start("First", Set.of(desktop), 60, ADMIN);
        Run second = runs.start("Second", Set.of(desktop), 60, ADMIN);
        assertThat(second.counts()).isEqualTo(Map.of(Phase.SKIPPED, 1));
        // What is found in maintenance without a run to whom it belongs is taken over, so that none stays there.
        assertThat(region.finished(first.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
        region.becomes(desktop, DesktopState.AVAILABLE);
    }

    @Test
    void whatAnAdminHoldsIsSkipped() {
        var bundle = region.bundle("Standard", RunningMode.MANUAL);
        DesktopId held = region.running(region.person("alice"), bundle);
        region.get(DesktopLifecycle.class).hold(held);
        Run run = region.finished(runs.start("Now", Set.of(held), 60, ADMIN).id());
        assertThat(run.counts()).isEqualTo(Map.of(Phase.SKIPPED, 1));
        assertThat(region.state(held)).isEqualTo(DesktopState.ADMIN_MAINTENANCE);
    }

    @Test
    void cancelledRunLeavesWhatHasNotBegunAlone() {
        var bundle = region.bundle("Standard", RunningMode.AUTO_STOP);
        DesktopId desktop = region.stopped(region.person("alice"), bundle);
        Run run = runs.start("Now", Set.of(desktop), 60, ADMIN);
        runs.cancel(run.id(), ADMIN);
        Run over = region.finished(run.id());
        assertThat(over.state()).isEqualTo(Run.State.CANCELLED);
        assertThat(over.counts()).isEqualTo(Map.of(Phase.CANCELLED, 1));
        assertThat(region.state(desktop)).isEqualTo(DesktopState.STOPPED);
        assertThatThrownBy(() -> runs.cancel(run.id(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("CANCELLED");
    }

    @Test
    void runThatNamesNoDesktopIsRefusedInASentence() {
        assertThatThrownBy(() -> runs.start("Now", Set.of(), 60, ADMIN)).hasMessageContaining("desktops has 0 entries");
        var unknown = new DesktopId(UUID.randomUUID());
        assertThatThrownBy(() -> runs.start("Now", Set.of(unknown), 60, ADMIN))
                .hasMessageContaining("desktops has '" + unknown + "'");
        assertThatThrownBy(() -> runs.start("Now", Set.of(unknown), 5, ADMIN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void windowOpensOnceEachDayLateIfItIsStillOpenAndElseSaysThatItWasMissed() {
        DesktopId desktop = region.running(region.person("alice"), region.bundle("Standard", RunningMode.MANUAL));
        region.get(Windows.class).create(new WindowSpec("Nightly", nightly(LocalTime.of(3, 0)), Scope.ALL), ADMIN);
        toTime(LocalTime.of(3, 0));
        rounds.openWindows();
        rounds.openWindows();
        assertThat(runs.latest(10, 0)).singleElement().satisfies(run -> {
            assertThat(run.reason()).isEmpty();
            assertThat(run.counts().keySet()).containsExactly(Phase.QUEUED);
        });
        region.finished(runs.latest(1, 0).getFirst().id());

        region.clock.forward(Duration.ofHours(12));
        toTime(LocalTime.of(4, 0));
        rounds.openWindows();
        Run late = runs.latest(1, 0).getFirst();
        assertThat(late.reason().orElse("")).contains("It began late");
        region.finished(late.id());

        region.clock.forward(Duration.ofHours(12));
        toTime(LocalTime.of(5, 30));
        rounds.openWindows();
        Run missed = runs.latest(1, 0).getFirst();
        assertThat(missed.state()).isEqualTo(Run.State.MISSED);
        assertThat(missed.reason().orElse("")).contains("No scheduler ran");
        assertThat(runs.latest(10, 0)).hasSize(3);
        assertThat(region.state(desktop)).isEqualTo(DesktopState.AVAILABLE);
    }

    @Test
    void clockThatWasAheadForAWhileStopsNothingAndDoublesNothing() {
        region.running(region.person("alice"), region.bundle("Standard", RunningMode.MANUAL));
        region.get(Windows.class).create(new WindowSpec("Nightly", nightly(LocalTime.of(3, 0)), Scope.ALL), ADMIN);
        region.clock.forward(Duration.ofDays(400));
        rounds.openWindows();
        int made = runs.latest(100, 0).size();
        assertThat(made).isBetween(34, 36);
        region.clock.forward(Duration.ofDays(-400));
        rounds.openWindows();
        assertThat(runs.latest(100, 0)).hasSize(made);
        toTime(LocalTime.of(3, 0));
        rounds.openWindows();
        rounds.openWindows();
        assertThat(runs.latest(100, 0)).hasSize(made + 1);
    }

    private static Timing nightly(LocalTime start) {
        return new Timing(ZoneOffset.UTC, new Rhythm.Weekly(EnumSet.allOf(DayOfWeek.class)), start, 120);
    }

    private void toTime(LocalTime time) {
        ZonedDateTime now = region.clock.instant().atZone(ZoneOffset.UTC);
        ZonedDateTime at = now.toLocalDate().atTime(time).atZone(ZoneOffset.UTC);
        at = at.isAfter(now) ? at : at.plusDays(1);
        region.clock.forward(Duration.between(now, at).plusSeconds(1));
    }
}
