package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.KillableDatabase;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Homes;
import dev.berth.broker.desktop.Instances;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedWorld.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A home that follows its person through a fleet, where every instance is destroyed after its session. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HomesTest {

    private static final int SEEDS = 25;

    private final KillableDatabase mortal = new KillableDatabase(TestDatabase.fresh());
    private final FleetRegion fleets = new FleetRegion(mortal);
    private final SessionRegion region = fleets.region;
    private final Set<MachineId> putAway = ConcurrentHashMap.newKeySet();

    @BeforeAll
    void peopleFindTheirFilesAgain() {
        region.world.programs(this::hears);
        fleets.keepsHome(4);
    }

    @AfterEach
    void healHost() {
        region.world.faults().clear();
    }

    @AfterAll
    void close() {
        fleets.close();
    }

    @Test
    void whatIsLeftInTheHomeIsThereInTheNextSessionAndNothingElseIs() {
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        DesktopId instance = region.desktopOf(session).id();
        VolumeName home = home(instance);
        assertThat(home.value()).startsWith("home-");
        region.world.write(home, "person/report.txt", "by alice");

        fleets.ends(session);
        fleets.gone(instance);
        assertThat(putAway)
                .as("its file system was put away before the machine went")
                .contains(new MachineId(instance.value()));
        SessionId next = region.ready(alice, fleets.application());
        DesktopId other = region.desktopOf(next).id();
        assertThat(other).isNotEqualTo(instance);
        assertThat(home(other)).isEqualTo(home);
        assertThat(region.world.files(home)).containsEntry("person/report.txt", "by alice");

        assertThat(region.get(LaunchCatalog.class).of(alice, OFFICE))
                .as("it is not new each time")
                .noneMatch(Launchable::streamed)
                .allMatch(launchable -> launchable.desktop().isEmpty());
        SessionId bobs = region.ready(fleets.somebody(), fleets.application());
        assertThat(region.world.files(home(region.desktopOf(bobs).id()))).doesNotContainValue("by alice");
        List.of(next, bobs).forEach(fleets::ends);
    }

    @Test
    void nobodyWritesToAHomeBeforeTheInstanceBeforeIsGone() {
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        DesktopId instance = region.desktopOf(session).id();
        region.world.faults().refuseNext(Operation.REMOVE, 1_000);
        fleets.ends(session);

        SessionId next = region.opened(alice, fleets.application());
        within(
                SOON,
                "its person is told what it waits for",
                () -> region.view(next).waiting().orElse("").contains("home is being put away"));
        assertThat(region.world.allMachines()).doesNotContain(region.machine(next));
        assertThatThrownBy(() -> region.jdbc()
                        .sql("update desktop set holds_room = true where id = :id")
                        .param("id", region.desktopOf(next).id().value())
                        .update())
                .isInstanceOf(DuplicateKeyException.class);

        region.world.faults().clear();
        within(SOON.multipliedBy(2), "then it comes up", () -> {
            region.clock.forward(Duration.ofSeconds(5));
            return region.state(next) == SessionState.READY;
        });
        fleets.gone(instance);
        fleets.ends(next);
    }

    @Test
    void aHomeThatIsMissingIsNeverReplacedByABlankOne() {
        Person alice = fleets.somebody();
        var home = new VolumeName("home-" + homeAfterASession(alice));
        region.get(HostConnections.class)
                .on(region.get(JdbcHosts.class).list().getFirst().id())
                .deleteVolume(home);

        SessionId next = region.opened(alice, fleets.application());
        within(SOON.multipliedBy(4), "it says what is missing", () -> {
            region.clock.forward(Duration.ofSeconds(5));
            return region.desktopOf(next).reason().orElse("").contains(home.value());
        });
        assertThat(region.world.allVolumes()).doesNotContainKey(home);
        fleets.ends(next);
    }

    @Test
    void aHomeThatIsGivenUpIsKeptAsideAndItsPersonBeginsAnew() {
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        DesktopId instance = region.desktopOf(session).id();
        VolumeName before = home(instance);
        region.world.write(before, "person/report.txt", "by alice");
        var homes = region.get(Homes.class);
        FleetId fleet = fleets.fleet().id();
        UUID id = UUID.fromString(before.value().substring("home-".length()));
        String account = alice.accountName();
        assertThatThrownBy(() -> homes.giveUp(fleet, id, account, ADMIN)).hasMessageContaining("a machine has it");
        fleets.ends(session);
        fleets.gone(instance);
        assertThatThrownBy(() -> homes.delete(fleet, id, account, ADMIN)).hasMessageContaining("Give it up first");

        fleets.silent(true);
        SessionId next = region.opened(alice, fleets.application());
        assertThatThrownBy(() -> homes.giveUp(fleet, id, "bob", ADMIN)).hasMessageContaining("account is 'bob'");
        homes.giveUp(fleet, id, account, ADMIN);
        assertThatThrownBy(() -> homes.giveUp(fleet, id, account, ADMIN)).hasMessageContaining("given up before");
        assertThatThrownBy(() -> homes.delete(fleet, id, account, ADMIN)).hasMessageContaining("does not answer");
        fleets.silent(false);
        within(SOON.multipliedBy(2), "who waited for it begins with an empty one", () -> {
            region.clock.forward(Duration.ofSeconds(5));
            return region.state(next) == SessionState.READY;
        });
        VolumeName after = home(region.desktopOf(next).id());
        assertThat(after).isNotEqualTo(before);
        assertThat(region.world.files(after)).isEmpty();
        assertThat(region.world.files(before)).containsEntry("person/report.txt", "by alice");
        assertThat(homes.of(fleet, 100))
                .filteredOn(kept -> kept.account().equals(account))
                .extracting(Homes.Kept::present)
                .containsExactly(true, false);

        homes.delete(fleet, id, account.toUpperCase(Locale.ROOT), ADMIN);
        assertThat(region.world.allVolumes()).doesNotContainKey(before).containsKey(after);
        assertThat(homes.of(fleet, 100))
                .filteredOn(kept -> kept.account().equals(account))
                .singleElement()
                .matches(Homes.Kept::present);
        fleets.ends(next);
    }

    @Test
    void noInstanceIsMadeForAHomeThatIsGivenUpInTheSameMoment() {
        Person alice = fleets.somebody();
        UUID home = homeAfterASession(alice);
        var homes = region.get(Homes.class);
        FleetId fleet = fleets.fleet().id();
        var given = new CompletableFuture<@Nullable Void>();
        var coming = new TransactionTemplate(region.get(PlatformTransactionManager.class));
        DesktopId made = Objects.requireNonNull(coming.execute(status -> {
            var instance = region.get(Instances.class).makeAtHome(alice.id(), fleet, region.bundle);
            given.completeAsync(() -> {
                homes.giveUp(fleet, home, alice.accountName(), ADMIN);
                return null;
            });
            within(SOON, "giving it up waits for whoever comes", this::somebodyWaitsForARow);
            return instance.orElseThrow().id();
        }));
        boolean refused = given.handle((done, failure) -> failure != null).join();

        assertThat(homes.get(fleet, homeId(made)).present()).isTrue();
        assertThat(homeId(made).equals(home))
                .as("it is the same if giving up was refused")
                .isEqualTo(refused);
        region.get(Instances.class).spend(made);
        fleets.gone(made);
    }

    @Test
    void noInstanceWaitsWhereEachIsMadeWithAHome() {
        fleets.keep();

        assertThat(fleets.instances()).allMatch(instance -> instance.person().isPresent());
    }

    @Test
    void nothingIsLostAndNoHomeHasTwoWritersWhoeverIsKilled() {
        List<Person> two = List.of(fleets.somebody(), fleets.somebody());
        int killed = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            var random = new Random(seed);
            for (int act = 0; act < 4; act++) {
                Person person = two.get(random.nextInt(2));
                Runnable deed = random.nextInt(3) == 0
                        ? () -> fleets.live(person).forEach(fleets::ends)
                        : () -> region.sessions().open(person, OFFICE, fleets.application());
                killed += mortal.survives(1 + random.nextInt(14), deed) ? 0 : 1;
                assertThat(writersOfOneHome()).as("seed %d", seed).isLessThanOrEqualTo(1);
            }
        }
        assertThat(killed).as("it was killed at all").isGreaterThan(SEEDS);
        for (Person person : two) {
            fleets.live(person).forEach(fleets::ends);
            SessionId session = region.opened(person, fleets.application());
            within(SOON.multipliedBy(2), "each comes up again with one home", () -> {
                region.clock.forward(Duration.ofSeconds(5));
                return region.state(session) == SessionState.READY;
            });
            fleets.ends(session);
        }
        assertThat(region.jdbc()
                        .sql("select count(*) from person_home where person_id = any (:people)")
                        .param(
                                "people",
                                two.stream()
                                        .map(person -> person.id().objectGuid())
                                        .toArray(UUID[]::new))
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    /** Of somebody whose session is over, and whose instance is gone. */
    private UUID homeAfterASession(Person person) {
        SessionId session = region.ready(person, fleets.application());
        DesktopId instance = region.desktopOf(session).id();
        UUID home = homeId(instance);
        fleets.ends(session);
        fleets.gone(instance);
        return home;
    }

    private int writersOfOneHome() {
        return region.jdbc().sql("""
                        select coalesce(max(n), 0)
                          from (select count(*) as n from desktop
                                 where home_id is not null and holds_room group by home_id) writers
                        """).query(Integer.class).single();
    }

    /** What others do is seen anew each time, also within a transaction. */
    private boolean somebodyWaitsForARow() {
        region.jdbc()
                .sql("select pg_stat_clear_snapshot()")
                .query((row, number) -> number)
                .list();
        return region.jdbc()
                .sql("select exists (select from pg_stat_activity where datname = current_database()"
                        + " and wait_event_type = 'Lock' and query like '%person_home%')")
                .query(Boolean.class)
                .single();
    }

    private VolumeName home(DesktopId instance) {
        return new VolumeName("home-" + homeId(instance));
    }

    private UUID homeId(DesktopId instance) {
        return region.jdbc()
                .sql("select home_id from desktop where id = :id")
                .param("id", instance.value())
                .query(UUID.class)
                .single();
    }

    private ExecResult hears(Execution execution) {
        if (execution.command().toString().contains("umount /home")) {
            putAway.add(execution.machine());
        }
        return new ExecResult(0, "", "");
    }
}
