package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.KillableDatabase;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.fleet.Bounds;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetKeeper;
import dev.berth.broker.fleet.FleetMode;
import dev.berth.broker.fleet.FleetSpec;
import dev.berth.broker.fleet.FleetUse;
import dev.berth.broker.fleet.Fleets;
import dev.berth.broker.fleet.SessionLimits;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataAccessException;

/** Sessions on instances: one session, one instance, and then it is gone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetSessionsTest {

    private static final int SEEDS = 120;

    private final KillableDatabase mortal = new KillableDatabase(TestDatabase.fresh());
    private final SessionRegion region = new SessionRegion(mortal);
    private Fleet fleet = region.get(Fleets.class).create(spec(FleetMode.ALWAYS_ON, 2, 4), ADMIN);
    private int people;

    @AfterAll
    void close() {
        region.close();
    }

    @Test
    void aFreeInstanceServesAndIsDestroyedAndReplaced() {
        change(FleetMode.ALWAYS_ON, 2, 4);
        filled(2);
        Person alice = somebody();
        SessionId session = region.ready(alice, application());
        Desktop instance = region.desktopOf(session);
        assertThat(instance.person()).isEqualTo(alice.id());
        assertThat(region.opened(alice, application())).as("the same session").isEqualTo(session);
        region.connected(alice, session);

        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));

        gone(instance.id());
        SessionId next = region.ready(alice, application());
        assertThat(region.desktopOf(next).id()).as("another, for the same person too").isNotEqualTo(instance.id());
        region.sessions().end(next, TerminationReason.USER_ENDED, Actor.of(alice));
        filled(2);
    }

    @Test
    void anInstanceIsNobodysDesktop() {
        change(FleetMode.ALWAYS_ON, 2, 4);
        Person alice = somebody();
        SessionId session = region.ready(alice, application());
        Desktop instance = region.desktopOf(session);

        assertThat(region.get(Desktops.class).of(alice.id())).isEmpty();
        assertThatThrownBy(() -> region.get(Desktops.class).open(alice.id(), region.bundle))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("served by a fleet");
        assertThatThrownBy(() -> region.jdbc()
                        .sql("update desktop set person_id = :other where id = :id")
                        .param("other", somebody().id().objectGuid())
                        .param("id", instance.id().value())
                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("goes to nobody else");
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        gone(instance.id());
    }

    @Test
    void whoeverComesWhenAllAreTakenIsToldSoAndTheFleetGrows() {
        change(FleetMode.ALWAYS_ON, 1, 1);
        filled(1);
        Person alice = somebody();
        SessionId session = region.ready(alice, application());
        Person bob = somebody();

        OpenResult full = region.sessions().open(bob, OFFICE, application());

        assertThat(full).isInstanceOfSatisfying(OpenResult.Refused.class, refused -> {
            assertThat(refused.because().code()).isEqualTo(RefusalCode.FLEET_FULL);
            assertThat(refused.because().sentence()).contains("Every place for 'Text editor' is taken");
        });
        change(FleetMode.ALWAYS_ON, 1, 4);
        region.get(FleetKeeper.class).keep();
        assertThat(region.get(Fleets.class).find(fleet.id()).orElseThrow().scaling().desired())
                .isEqualTo(3);
        SessionId bobs = region.ready(bob, application());
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        region.sessions().end(bobs, TerminationReason.USER_ENDED, Actor.of(bob));
    }

    @Test
    void onDemandInstancesWaitAsSavedMemory() {
        change(FleetMode.ON_DEMAND, 2, 2);
        within(SOON, "two are saved", () -> {
            region.get(FleetKeeper.class).keep();
            return states().stream()
                            .filter(state -> state == DesktopState.STOPPED)
                            .count()
                    == 2;
        });
        Person alice = somebody();
        SessionId session = region.ready(alice, application());
        assertThat(region.desktopOf(session).state()).isEqualTo(DesktopState.AVAILABLE);
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        gone(region.desktopOf(session).id());
    }

    @Test
    void aSessionEndsWithItsTimeAndItsPersonIsToldBefore() {
        change(FleetMode.ALWAYS_ON, 2, 4);
        Person alice = somebody();
        SessionId session = region.ready(alice, application());
        region.connected(alice, session);
        int told = messages(session);

        region.clock.forward(Duration.ofMinutes(56));
        region.get(FleetLimits.class).run();
        region.get(FleetLimits.class).run();
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
        assertThat(messages(session)).isEqualTo(told + 1);
        region.clock.forward(Duration.ofMinutes(5));
        region.get(FleetLimits.class).run();

        assertThat(region.view(session).termination()).contains(TerminationReason.TIME_LIMIT);
        gone(region.desktopOf(session).id());
    }

    @Test
    void aFleetThatIsSwitchedOffTakesNobodyAndEmpties() {
        change(FleetMode.ALWAYS_ON, 2, 4);
        filled(2);
        Fleet now = region.get(Fleets.class).find(fleet.id()).orElseThrow();
        region.get(Fleets.class).update(fleet.id(), now.revision(), now.spec(), false, ADMIN);

        assertThat(region.sessions().open(somebody(), OFFICE, application()))
                .isInstanceOfSatisfying(
                        OpenResult.Refused.class,
                        refused -> assertThat(refused.because().code()).isEqualTo(RefusalCode.SWITCHED_OFF));
        within(SOON, "empty", () -> {
            region.get(FleetKeeper.class).keep();
            return region.get(Fleets.class).instances(fleet.id()).isEmpty();
        });
    }

    @Test
    void whoPaysIsWhoUsesIt() {
        change(FleetMode.ALWAYS_ON, 1, 2);
        filled(1);
        assertThat(paid()).isZero();
        Person alice = somebody();
        SessionId session = region.ready(alice, application());
        assertThat(region.jdbc()
                        .sql("select kind from usage_interval where desktop_id = :id and person_id = :person")
                        .param("id", region.desktopOf(session).id().value())
                        .param("person", alice.id().objectGuid())
                        .query(String.class)
                        .list())
                .containsExactly("RUN");
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        gone(region.desktopOf(session).id());
        assertThat(paid()).as("nothing runs on").isZero();
    }

    @Test
    void aStreamingUrlOpensOnceForItsPersonAndWhileItIsGood() {
        change(FleetMode.ALWAYS_ON, 1, 4);
        StreamingUrls urls = region.get(StreamingUrls.class);
        Person alice = somebody();
        String secret = urls.make(alice.id(), region.editor.id(), 60, ADMIN).secret().value();
        var worthless = new StreamingUrls.Followed.Worthless();

        assertThat(urls.follow(secret, somebody(), OFFICE)).as("somebody else's").isEqualTo(worthless);
        assertThat(urls.follow("x", alice, OFFICE)).as("no secret").isEqualTo(worthless);
        assertThat(urls.follow(secret, alice, OFFICE)).isEqualTo(new StreamingUrls.Followed.Opens(application()));
        assertThat(urls.follow(secret, alice, OFFICE)).as("used").isEqualTo(worthless);
        String late = urls.make(alice.id(), region.editor.id(), 1, ADMIN).secret().value();
        region.clock.forward(Duration.ofSeconds(2));
        assertThat(urls.follow(late, alice, OFFICE)).as("over").isEqualTo(worthless);
        assertThatThrownBy(() -> urls.make(alice.id(), region.editor.id(), 604_801, ADMIN))
                .hasMessage("seconds is 604801; allowed are 1 to 604800.");
    }

    /** ravada #1535: a pooled clone was handed on while the old session was still open. */
    @Test
    void nothingThatWasCutOffLeavesAnInstanceForSomebodyElse() {
        change(FleetMode.ALWAYS_ON, 2, 4);
        filled(2);
        int killed = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            var random = new Random(seed);
            List<Person> three = List.of(somebody(), somebody(), somebody());
            for (int act = 0; act < 6; act++) {
                Person person = three.get(random.nextInt(3));
                Runnable deed = deed(random.nextInt(4), person);
                killed += mortal.survives(1 + random.nextInt(14), deed) ? 0 : 1;
            }
            three.forEach(person -> live(person)
                    .forEach(session -> region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN)));
            check("seed " + seed);
        }
        assertThat(killed).as("it was killed at all").isGreaterThan(SEEDS);
        region.clock.forward(Duration.ofMinutes(6));
        within(SOON, "what was taken and not used goes too", () -> {
            region.get(FleetKeeper.class).keep();
            return region.get(Fleets.class).instances(fleet.id()).stream()
                    .allMatch(instance -> instance.person().isEmpty());
        });
        check("at the end");
    }

    private Runnable deed(int which, Person person) {
        return switch (which) {
            case 0 -> () -> region.get(FleetKeeper.class).keep();
            case 1 -> () -> live(person)
                    .forEach(session -> region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN));
            default -> () -> region.sessions().open(person, OFFICE, application());
        };
    }

    /** Each instance had one person, and of sessions on it none began after another had ended. */
    private void check(String when) {
        List<String> wrong = region.jdbc()
                .sql("""
                        select d.id || ': ' || string_agg(s.person_id || ' ' || s.opened_at, ', ')
                          from desktop d join session s on s.desktop_id = d.id
                         where d.fleet_id is not null
                         group by d.id
                        having count(distinct s.person_id) > 1 or count(*) > 1 or max(d.person_id::text) <> max(s.person_id::text)
                        """)
                .query(String.class)
                .list();
        assertThat(wrong).as(when).isEmpty();
        assertThat(region.jdbc()
                        .sql("""
                                select count(*) from desktop d
                                 where d.fleet_id is not null and d.spent_at is null
                                   and exists (select from session s where s.desktop_id = d.id)
                                   and not exists (select from session s where s.desktop_id = d.id and s.state <> 'ENDED')
                                """)
                        .query(Integer.class)
                        .single())
                .as("%s: used, and not spent", when)
                .isZero();
    }

    private List<SessionId> live(Person person) {
        return region.sessions().list(SessionFilter.liveOf(person.id())).stream()
                .map(SessionView::id)
                .toList();
    }

    private Launch.ApplicationLaunch application() {
        return new Launch.ApplicationLaunch(region.editor.id());
    }

    private Person somebody() {
        return region.signedIn("person" + people++, Role.EMPLOYEE);
    }

    private void change(FleetMode mode, int least, int most) {
        Fleet now = region.get(Fleets.class).find(fleet.id()).orElseThrow();
        fleet = region.get(Fleets.class).update(fleet.id(), now.revision(), spec(mode, least, most), true, ADMIN);
    }

    private FleetSpec spec(FleetMode mode, int least, int most) {
        return new FleetSpec(
                region.bundle.id(),
                mode,
                new Bounds(least, most),
                ZoneId.of("UTC"),
                List.of(),
                new SessionLimits(60, 15, 0));
    }

    private void filled(int free) {
        within(SOON, free + " are free", () -> {
            region.get(FleetKeeper.class).keep();
            FleetUse use = region.get(Fleets.class).use(fleet.id());
            return use.free() >= free && use.coming() == 0;
        });
    }

    private List<DesktopState> states() {
        return region.get(Fleets.class).instances(fleet.id()).stream()
                .map(instance -> instance.state())
                .toList();
    }

    private int messages(SessionId session) {
        return region.jdbc()
                .sql("select count(*) from session_message where session_id = :id")
                .param("id", session.value())
                .query(Integer.class)
                .single();
    }

    private int paid() {
        return region.jdbc()
                .sql("""
                        select count(*) from usage_interval u join desktop d on d.id = u.desktop_id
                         where d.fleet_id is not null and u.ended_at is null
                        """)
                .query(Integer.class)
                .single();
    }

    private void gone(DesktopId id) {
        within(SOON, "the instance is destroyed", () -> region.get(Desktops.class).find(id).orElseThrow().state()
                == DesktopState.TERMINATED);
        assertThat(region.world.allMachines()).doesNotContain(new MachineId(id.value()));
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(volume -> volume.value().startsWith(id.toString()));
    }
}
