package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.update.PackagedGuests;
import dev.berth.broker.update.UpdateSpec;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Updates that are rolled out, over a simulated host. */
class RolloutsTest {

    private MaintainedRegion region;
    private PackagedGuests guests;
    private Rollouts rollouts;
    private Bundle bundle;

    @BeforeEach
    void begin() {
        region = new MaintainedRegion();
        guests = new PackagedGuests(region.world);
        guests.offers("nano", "7.2-1", "7.2-2", false);
        rollouts = region.get(Rollouts.class);
        bundle = region.bundle("Standard", RunningMode.MANUAL);
    }

    @AfterEach
    void end() {
        region.close();
    }

    @Test
    void canaryGoesFirstThenTheOthersAndAllAreUpdated() {
        List<DesktopId> desktops = desktops(4);
        Rollout begun = rollouts.start(spec(25, 2, 0), bundle.id(), ADMIN);
        assertThat(begun.canaries()).isEqualTo(1);
        region.get(RolloutRounds.class).advance();
        assertThat(now(begun).counts())
                .isEqualTo(Map.of(RolloutMember.State.UNDER_WAY, 1, RolloutMember.State.WAITING, 3));
        Rollout over = ended(begun);
        assertThat(over.state()).isEqualTo(Rollout.State.DONE);
        assertThat(over.counts()).isEqualTo(Map.of(RolloutMember.State.DONE, 4));
        assertThat(desktops).allMatch(one -> installed(one).equals("7.2-2"));
        assertThat(rollouts.lines(over.id(), 10, 0)).allMatch(line -> line.run().isPresent() && line.turns() == 1);
        assertThat(region.audited("rollout", over.id())).isGreaterThanOrEqualTo(4);
    }

    @Test
    void failureOfTheCanaryStopsItAndAnAdminGoesOnOrCancels() {
        List<DesktopId> desktops = desktops(3);
        Rollout begun = rollouts.start(spec(30, 5, 10), Set.copyOf(desktops), ADMIN);
        DesktopId canary = rollouts.lines(begun.id(), 1, 0).getFirst().desktop();
        guests.fails(new MachineId(canary.value()));
        until(begun, Rollout.State.STOPPED);
        assertThat(now(begun).reason().orElse("")).contains("1 of 1 desktops failed");
        assertThat(now(begun).counts().get(RolloutMember.State.WAITING)).isEqualTo(2);
        assertThat(installed(canary)).isEqualTo("7.2-1");
        assertThatThrownBy(() -> rollouts.pause(begun.id(), ADMIN)).isInstanceOf(ChangeRefusedException.class);
        rollouts.resume(begun.id(), ADMIN);
        Rollout over = ended(begun);
        assertThat(over.counts()).isEqualTo(Map.of(RolloutMember.State.DONE, 2, RolloutMember.State.FAILED, 1));
    }

    @Test
    void aRollOutThatCannotBeMovedStopsNoOther() {
        desktops(2);
        var other = region.bundle("Other", RunningMode.MANUAL);
        DesktopId last = region.running(region.person("last"), other);
        Rollout broken = rollouts.start(spec(0, 5, 10), bundle.id(), ADMIN);
        Rollout good =
                rollouts.start(new RolloutSpec("November", 0, 5, 2, 10, 60, UpdateSpec.ALL, 0), Set.of(last), ADMIN);
        JdbcClient jdbc = region.get(JdbcClient.class);
        jdbc.sql("""
                        create function refuse_october() returns trigger language plpgsql as
                        $$ begin raise exception 'October is refused'; end $$
                        """).update();
        jdbc.sql("""
                        create trigger refuse_october before insert on maintenance_run
                            for each row when (new.name = 'October') execute function refuse_october()
                        """).update();

        region.get(RolloutRounds.class).advance();

        assertThat(now(good).counts()).isEqualTo(Map.of(RolloutMember.State.UNDER_WAY, 1));
        assertThat(now(broken).counts()).isEqualTo(Map.of(RolloutMember.State.WAITING, 2));
    }

    @Test
    void cancelledOneLeavesWhoseTurnHasNotComeAlone() {
        desktops(3);
        Rollout begun = rollouts.start(spec(0, 1, 0), (BundleId) null, ADMIN);
        region.get(RolloutRounds.class).advance();
        rollouts.pause(begun.id(), ADMIN);
        rollouts.cancel(begun.id(), ADMIN);
        Rollout over = ended(begun);
        assertThat(over.state()).isEqualTo(Rollout.State.CANCELLED);
        assertThat(over.counts().get(RolloutMember.State.CANCELLED)).isEqualTo(3);
        assertThat(rollouts.await(over.id(), Duration.ofSeconds(1)).over()).isTrue();
        assertThatThrownBy(() -> rollouts.start(spec(0, 1, 0), Set.of(), ADMIN)).hasMessageContaining("0 desktops");
    }

    private static RolloutSpec spec(int canaryPercent, int atOnce, int failurePercent) {
        return new RolloutSpec("October", canaryPercent, atOnce, 2, failurePercent, 60, UpdateSpec.ALL, 0);
    }

    private List<DesktopId> desktops(int number) {
        List<DesktopId> made = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            made.add(region.running(region.person("p" + i), bundle));
        }
        return made;
    }

    private String installed(DesktopId desktop) {
        return guests.installed(new MachineId(desktop.value()), "nano");
    }

    private Rollout now(Rollout rollout) {
        return rollouts.find(rollout.id()).orElseThrow();
    }

    private Rollout ended(Rollout rollout) {
        region.until("it is over", () -> {
            region.get(RolloutRounds.class).advance();
            return now(rollout).over();
        });
        return now(rollout);
    }

    private void until(Rollout rollout, Rollout.State state) {
        region.until("it is " + state, () -> {
            region.get(RolloutRounds.class).advance();
            return now(rollout).state() == state;
        });
    }
}
