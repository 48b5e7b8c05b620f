package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.Homes.Kept;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostState;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Homes of a fleet whose host is emptied, full or lost, and their copies on a second host. */
class HomeMovesTest extends TwoHosts {

    private FleetId fleet;

    @BeforeEach
    void fleet() {
        fleet = region.homely(bundle);
    }

    @Test
    void aHomeMovesWithTheDrainOfItsHost() {
        Desktop instance = comes();
        VolumeName before = userVolume(instance);
        region.world.write(before, FILE, FILE);
        activate(second);
        drain(first, false);
        look();
        assertThat(home().host()).as("while its person is in, it stays").isEqualTo(first.id());

        leaves(instance);
        other.faults().refuseNext(Operation.UPLOAD, 1);
        look();
        assertThat(home().note()).as("what failed is said").isNotNull();
        assertThat(state(first)).isEqualTo(HostState.DRAINING);
        look();

        assertThat(home().host()).isEqualTo(second.id());
        assertThat(home().note()).isNull();
        assertThat(region.world.allVolumes()).as("nothing stays behind").doesNotContainKey(before);
        rounds(1);
        assertThat(state(first)).isEqualTo(HostState.DRAINED);
        Desktop next = comes();
        assertThat(next.host()).contains(second.id());
        assertThat(other.files(userVolume(next))).containsEntry(FILE, FILE);
        assertThat(node.audit.latest(AuditFilter.of("home", home().id(), 10)))
                .anyMatch(entry -> entry.action().equals("home.move"));
    }

    @Test
    void whoComesWhileItMovesIsToldAndFindsItThere() {
        Desktop instance = comes();
        region.world.write(userVolume(instance), FILE, FILE);
        leaves(instance);
        drain(first, false);

        Desktop waits = comes();
        assertThat(waits.reason().orElse("")).contains("home is being brought to another host");
        activate(second);
        look();
        rounds(2);

        assertThat(now(waits).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(other.files(userVolume(now(waits)))).containsEntry(FILE, FILE);
    }

    @Test
    void aHomeGoesOnFromItsCopyWhenItsHostIsLost() {
        activate(second);
        Desktop instance = comes();
        Host own = hostOf(instance);
        worldOf(own).write(userVolume(instance), FILE, FILE);
        leaves(instance);
        look();
        assertThat(home().copyOn())
                .as("after the session there is a copy")
                .isEqualTo(elsewhere(own).name());
        UUID id = home().id();

        Desktop again = comes();
        worldOf(own).write(userVolume(again), "later", "later");
        leaves(again);
        assertThat(node.homeDesk.on(own.id())).isEqualTo(new Homes.OnHost(1, 1));
        worldOf(own).unreachable(true);
        node.watch.ask(own.id());
        node.hosts.declareLost(own.id(), revision(own), own.name(), true, TestRegion.TEST);
        look();

        Desktop next = comes();
        assertThat(next.host()).contains(elsewhere(own).id());
        assertThat(worldOf(elsewhere(own)).files(userVolume(next)))
                .containsEntry(FILE, FILE)
                .doesNotContainKey("later");
        List<Kept> all = node.homeDesk.of(fleet, 10);
        assertThat(all).hasSize(2);
        assertThat(home().id()).isEqualTo(id);
        Kept aside = all.stream().filter(kept -> !kept.present()).findFirst().orElseThrow();
        assertThat(aside.host()).as("what it had is kept there").isEqualTo(own.id());
        assertThat(worldOf(own).files(new VolumeName(aside.volume()))).containsKeys(FILE, "later");
    }

    @Test
    void aHomeWithoutACopyWaitsForItsLostHostAndSaysSo() {
        Desktop instance = comes();
        region.world.write(userVolume(instance), FILE, FILE);
        leaves(instance);
        region.world.unreachable(true);
        node.watch.ask(first.id());
        lose(true);
        activate(second);
        look();

        assertThat(home().host()).isEqualTo(first.id());
        assertThat(home().note()).contains("declared lost", "give the home up");
        assertThat(node.hostStore.find(first.id())).isPresent();
    }

    @Test
    void theCopyOfAHomeThatIsGivenUpStaysUntilItsSilentHostAnswers() {
        activate(second);
        Desktop instance = comes();
        Host own = hostOf(instance);
        leaves(instance);
        look();
        Kept home = home();
        worldOf(own).unreachable(true);
        node.watch.ask(own.id());
        node.homeDesk.giveUp(fleet, home.id(), home.account(), TestRegion.TEST);
        look();
        assertThat(homesOn(elsewhere(own))).as("it may be all that is left").hasSize(1);

        worldOf(own).unreachable(false);
        look();
        assertThat(homesOn(elsewhere(own))).isEmpty();
    }

    @Test
    void aHomeLeavesAFullHostForWhoeverWaits() {
        Desktop instance = comes();
        region.world.write(userVolume(instance), FILE, FILE);
        leaves(instance);
        activate(second);
        region.jdbc
                .sql("update hypervisor_host set reserved_memory_mib = 1000000 where id = :id")
                .param("id", first.id().value())
                .update();

        Desktop waits = comes();
        look();
        rounds(2);

        assertThat(now(waits).host()).contains(second.id());
        assertThat(other.files(userVolume(now(waits)))).containsEntry(FILE, FILE);
    }

    @Test
    void theCopyFollowsTheHomeAndOnlyTheNewestStays() {
        activate(second);
        Desktop instance = comes();
        Host own = hostOf(instance);
        SimulatedWorld there = worldOf(elsewhere(own));
        leaves(instance);
        look();
        for (int session = 0; session < 2; session++) {
            Desktop again = comes();
            worldOf(own).write(userVolume(again), "file-" + session, "written");
            leaves(again);
            look();
        }

        assertThat(homesOn(elsewhere(own)))
                .singleElement()
                .satisfies(copy -> assertThat(there.files(copy)).containsKeys("file-0", "file-1"));
        drain(elsewhere(own), false);
        look();
        rounds(1);
        assertThat(state(elsewhere(own)))
                .as("a copy keeps no host from being emptied")
                .isEqualTo(HostState.DRAINED);
    }

    private Desktop comes() {
        Desktop instance = node.instances.makeAtHome(person, fleet, bundle).orElseThrow();
        region.settle(node);
        return now(instance);
    }

    private void leaves(Desktop instance) {
        node.instances.spend(instance.id());
        region.settle(node);
        assertThat(now(instance).state()).isEqualTo(DesktopState.TERMINATED);
    }

    private void look() {
        node.hostStore.list().forEach(host -> node.watch.ask(host.id()));
        region.clock.advance(Duration.ofMinutes(16));
        node.homes.keep();
        assertThat(node.homes.awaitIdle(Duration.ofSeconds(20))).isTrue();
    }

    private Kept home() {
        return node.homeDesk.of(fleet, 10).stream()
                .filter(Kept::present)
                .findFirst()
                .orElseThrow();
    }

    private List<VolumeName> homesOn(Host host) {
        return worldOf(host).allVolumes().keySet().stream()
                .filter(name -> name.value().startsWith("home-"))
                .toList();
    }

    private Host hostOf(Desktop instance) {
        return instance.host().orElseThrow().equals(first.id()) ? first : second;
    }

    private Host elsewhere(Host host) {
        return host.id().equals(first.id()) ? second : first;
    }

    private SimulatedWorld worldOf(Host host) {
        return host.id().equals(first.id()) ? region.world : other;
    }
}
