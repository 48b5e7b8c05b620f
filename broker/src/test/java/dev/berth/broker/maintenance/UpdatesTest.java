package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.update.PackageChange;
import dev.berth.broker.update.PackagedGuests;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guests that are updated within maintenance, over a simulated host. */
class UpdatesTest {

    private MaintainedRegion region;
    private PackagedGuests guests;
    private Updates updates;
    private Bundle bundle;

    @BeforeEach
    void begin() {
        region = new MaintainedRegion("berth.updates.restart-limit=60s");
        guests = new PackagedGuests(region.world);
        guests.offers("nano", "7.2-1", "7.2-2", false);
        guests.offers("openssl", "3.0.11", "3.0.12", true);
        guests.restartsFor("openssl");
        updates = region.get(Updates.class);
        bundle = region.bundle("Standard", RunningMode.AUTO_STOP);
    }

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void guestIsUpdatedRestartedAndPutBackAndWhatChangedIsKept() {
        DesktopId desktop = region.stopped(region.person("alice"), bundle);
        Run run = maintain(desktop);
        assertThat(run.counts()).isEqualTo(Map.of(Phase.DONE, 1));
        assertThat(region.state(desktop)).isEqualTo(DesktopState.STOPPED);
        UpdateLine line = updates.of(desktop).getFirst();
        assertThat(line.stage()).isEqualTo(UpdateStage.DONE);
        assertThat(line.changes())
                .containsExactly(
                        new PackageChange("nano", "7.2-1", "7.2-2"), new PackageChange("openssl", "3.0.11", "3.0.12"));
        assertThat(updates.in(run.id(), List.of(desktop))).containsExactly(line);
        assertThat(guests.installed(new MachineId(desktop.value()), "openssl")).isEqualTo("3.0.12");
    }

    @Test
    void windowsOrBundlesChoiceCountsAndWhatIsNotChosenStays() {
        DesktopId desktop = region.running(region.person("alice"), bundle);
        var machine = new MachineId(desktop.value());
        UpdatePolicy set = updates.set(
                UpdatePolicy.Kind.BUNDLE, bundle.id().value(), new UpdateSpec(UpdateChoice.NONE, List.of()), 0, ADMIN);
        assertThat(maintain(desktop).counts()).isEqualTo(Map.of(Phase.DONE, 1));
        assertThat(guests.installed(machine, "openssl")).isEqualTo("3.0.11");
        updates.set(
                UpdatePolicy.Kind.BUNDLE,
                bundle.id().value(),
                new UpdateSpec(UpdateChoice.SECURITY, List.of("open*")),
                set.revision(),
                ADMIN);
        maintain(desktop);
        assertThat(guests.installed(machine, "openssl")).isEqualTo("3.0.12");
        assertThat(guests.installed(machine, "nano")).isEqualTo("7.2-1");
        assertThatThrownBy(
                        () -> updates.set(UpdatePolicy.Kind.BUNDLE, bundle.id().value(), null, 1, ADMIN))
                .isInstanceOf(StaleRevisionException.class);
        assertThat(updates.set(UpdatePolicy.Kind.BUNDLE, bundle.id().value(), null, 2, ADMIN)
                        .own())
                .isFalse();
        assertThat(region.audited("bundle", bundle.id())).isGreaterThanOrEqualTo(3);
    }

    @Test
    void guestThatDoesNotComeBackFromItsRestartIsRolledBack() {
        DesktopId desktop = region.running(region.person("alice"), bundle);
        var machine = new MachineId(desktop.value());
        region.world.agentsRunAfterBoot(false);
        Run run = region.get(Runs.class).start("Now", Set.of(desktop), 60, ADMIN);
        region.until(
                "it restarts",
                () -> updates.of(desktop).stream().anyMatch(line -> line.stage() == UpdateStage.REBOOTING));
        region.world.agentsRunAfterBoot(true);
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.FAILED, 1));
        assertThat(guests.installed(machine, "openssl")).isEqualTo("3.0.11");
        assertThat(updates.of(desktop).getFirst().stage()).isEqualTo(UpdateStage.ROLLED_BACK);
        assertThat(updates.of(desktop).getFirst().reason().orElse("")).contains("did not come back", "rolled back");
        assertThat(region.state(desktop)).isEqualTo(DesktopState.AVAILABLE);
    }

    /** Nobody asked it meanwhile: that is no silence of the guest's. */
    @Test
    void timeInWhichNoSchedulerAskedCostsNoGoodUpdate() {
        DesktopId desktop = region.running(region.person("alice"), bundle);
        region.world.agentsRunAfterBoot(false);
        region.get(Runs.class).start("Now", Set.of(desktop), 600, ADMIN);
        region.until(
                "it restarts",
                () -> updates.of(desktop).stream().anyMatch(line -> line.stage() == UpdateStage.REBOOTING));
        region.get(MaintenanceRounds.class).advance();
        region.get(MaintenanceRounds.class).awaitIdle(MaintainedRegion.SOON);

        region.clock.forward(Duration.ofHours(3));
        region.get(MaintenanceRounds.class).advance();
        region.get(MaintenanceRounds.class).awaitIdle(MaintainedRegion.SOON);

        assertThat(updates.of(desktop).getFirst().stage()).isEqualTo(UpdateStage.REBOOTING);
    }

    @Test
    void anUpdaterThatSaysAllIsWellAndInstallsNothingIsNotBelieved() {
        guests.holds("nano");
        guests.holds("openssl");
        DesktopId desktop = region.running(region.person("alice"), bundle);

        assertThat(maintain(desktop).counts()).isEqualTo(Map.of(Phase.FAILED, 1));

        UpdateLine line = updates.of(desktop).getFirst();
        assertThat(line.stage()).isEqualTo(UpdateStage.FAILED);
        assertThat(line.reason().orElse(""))
                .contains("said that all went well", "nano, openssl are not installed", "Nothing was changed.");
        assertThat(region.state(desktop)).isEqualTo(DesktopState.AVAILABLE);
    }

    @Test
    void anUpdaterThatLeavesSomethingOutIsRolledBack() {
        guests.holds("openssl");
        DesktopId desktop = region.running(region.person("alice"), bundle);

        assertThat(maintain(desktop).counts()).isEqualTo(Map.of(Phase.FAILED, 1));

        assertThat(updates.of(desktop).getFirst().stage()).isEqualTo(UpdateStage.ROLLED_BACK);
        assertThat(updates.of(desktop).getFirst().reason().orElse("")).contains("openssl is not installed");
        assertThat(guests.installed(new MachineId(desktop.value()), "nano")).isEqualTo("7.2-1");
    }

    private Run maintain(DesktopId desktop) {
        return region.finished(
                region.get(Runs.class).start("Now", Set.of(desktop), 60, ADMIN).id());
    }
}
