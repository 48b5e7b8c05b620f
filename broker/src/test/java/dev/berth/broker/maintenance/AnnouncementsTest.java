package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs that begin after a notice. */
class AnnouncementsTest {

    private final MaintainedRegion region = new MaintainedRegion();

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void announcedRunLeavesItsDesktopsToWindowsUntilItOpensAndTheirPeopleSeeIt() {
        Person alice = region.person("alice");
        DesktopId desktop = region.running(alice, region.bundle("Standard", RunningMode.MANUAL));
        region.opensIn(Duration.ofHours(20));
        Runs runs = region.get(Runs.class);
        Announcements announcements = region.get(Announcements.class);
        Duration notice = Duration.ofDays(2);
        Run mistake = runs.start("Mistake", Set.of(desktop), 60, notice, ADMIN);
        Run run = runs.start("Kernel", Set.of(desktop), 60, notice, ADMIN);
        runs.cancel(mistake.id(), ADMIN);
        assertThat(announcements.to(alice.id()))
                .extracting(Announcements.Coming::name)
                .containsExactly("Kernel");

        region.clock.forward(Duration.ofHours(20).plusSeconds(1));
        region.get(MaintenanceRounds.class).openWindows();
        Run ofWindow = runs.latest(10, 0).stream()
                .filter(one -> one.window().isPresent())
                .findFirst()
                .orElseThrow();
        assertThat(region.finished(ofWindow.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
        assertThat(region.run(mistake.id()).counts()).isEqualTo(Map.of(Phase.CANCELLED, 1));
        assertThat(region.run(run.id()).counts()).isEqualTo(Map.of(Phase.QUEUED, 1));

        region.clock.forward(
                Duration.between(region.clock.instant(), run.openedAt().plusSeconds(1)));
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
        assertThat(announcements.to(alice.id())).isEmpty();
    }
}
