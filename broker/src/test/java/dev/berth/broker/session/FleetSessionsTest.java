package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopFilter;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Page;
import dev.berth.broker.directory.Person;
import dev.berth.broker.fleet.FleetMode;
import dev.berth.broker.fleet.InstanceView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataAccessException;

/** Sessions on instances: one session, one instance, and then it is gone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetSessionsTest {

    private final FleetRegion fleets = new FleetRegion(TestDatabase.fresh());
    private final SessionRegion region = fleets.region;

    @AfterAll
    void close() {
        fleets.close();
    }

    @Test
    void aFreeInstanceServesAndIsDestroyedAndReplaced() {
        fleets.change(FleetMode.ALWAYS_ON, 2, 4);
        fleets.filled(2);
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        Desktop instance = region.desktopOf(session);
        assertThat(instance.person()).isEqualTo(alice.id());
        assertThat(region.opened(alice, fleets.application()))
                .as("the same session")
                .isEqualTo(session);
        region.connected(alice, session);

        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));

        fleets.gone(instance.id());
        SessionId next = region.ready(alice, fleets.application());
        assertThat(region.desktopOf(next).id())
                .as("another, for the same person too")
                .isNotEqualTo(instance.id());
        region.sessions().end(next, TerminationReason.USER_ENDED, Actor.of(alice));
        fleets.filled(2);
    }

    @Test
    void anInstanceIsNobodysDesktop() {
        fleets.change(FleetMode.ALWAYS_ON, 2, 4);
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        Desktop instance = region.desktopOf(session);

        assertThat(region.get(Desktops.class).of(alice.id())).isEmpty();
        assertThat(region.get(Desktops.class).list(DesktopFilter.ALL, Page.first(500)))
                .extracting(Desktop::id)
                .doesNotContain(instance.id());
        assertThatThrownBy(() -> region.get(Desktops.class).open(alice.id(), region.bundle))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("served by a fleet");
        assertThatThrownBy(() -> region.jdbc()
                        .sql("update desktop set person_id = :other where id = :id")
                        .param("other", fleets.somebody().id().objectGuid())
                        .param("id", instance.id().value())
                        .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("goes to nobody else");
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        fleets.gone(instance.id());
    }

    @Test
    void whoeverComesWhenAllAreTakenIsToldSoAndTheFleetGrows() {
        fleets.change(FleetMode.ALWAYS_ON, 1, 1);
        fleets.filled(1);
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        Person bob = fleets.somebody();

        OpenResult full = region.sessions().open(bob, OFFICE, fleets.application());

        assertThat(full).isInstanceOfSatisfying(OpenResult.Refused.class, refused -> {
            assertThat(refused.because().code()).isEqualTo(RefusalCode.FLEET_FULL);
            assertThat(refused.because().sentence()).contains("Every place for 'Text editor' is taken");
        });
        fleets.change(FleetMode.ALWAYS_ON, 1, 4);
        fleets.keep();
        assertThat(fleets.fleet().scaling().desired()).isEqualTo(3);
        SessionId bobs = region.ready(bob, fleets.application());
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        region.sessions().end(bobs, TerminationReason.USER_ENDED, Actor.of(bob));
    }

    @Test
    void instancesOfAHostThatFellSilentGoToNobodyAndAreWhatTheyWereWhenItAnswersAgain() {
        fleets.change(FleetMode.ALWAYS_ON, 2, 2);
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        region.connected(alice, session);
        fleets.filled(1);
        List<DesktopId> before = unspent();
        Person bob = fleets.somebody();

        fleets.silent(true);
        try {
            assertThat(region.sessions().open(bob, OFFICE, fleets.application()))
                    .isInstanceOfSatisfying(
                            OpenResult.Refused.class,
                            refused -> assertThat(refused.because().code()).isEqualTo(RefusalCode.FLEET_FULL));
            fleets.keep();
            fleets.keep();
            assertThat(unspent()).containsExactlyElementsOf(before);
            assertThat(region.state(session)).as("who has one keeps it").isEqualTo(SessionState.CONNECTED);
        } finally {
            fleets.silent(false);
        }
        SessionId bobs = region.ready(bob, fleets.application());
        assertThat(before).contains(region.desktopOf(bobs).id());
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        region.sessions().end(bobs, TerminationReason.USER_ENDED, Actor.of(bob));
    }

    @Test
    void onDemandInstancesWaitAsSavedMemory() {
        fleets.change(FleetMode.ON_DEMAND, 2, 2);
        within(SOON, "two are saved", () -> {
            fleets.keep();
            return fleets.instances().stream()
                            .filter(instance -> instance.state() == DesktopState.STOPPED)
                            .count()
                    == 2;
        });
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        assertThat(region.desktopOf(session).state()).isEqualTo(DesktopState.AVAILABLE);
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        fleets.gone(region.desktopOf(session).id());
    }

    @Test
    void aSessionEndsWithItsTimeAndItsPersonIsToldBefore() {
        fleets.change(FleetMode.ALWAYS_ON, 2, 4);
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
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
        fleets.gone(region.desktopOf(session).id());
    }

    @Test
    void aFleetThatIsSwitchedOffTakesNobodyAndEmpties() {
        fleets.change(FleetMode.ALWAYS_ON, 2, 4);
        fleets.filled(2);
        fleets.switchedOff();

        assertThat(region.sessions().open(fleets.somebody(), OFFICE, fleets.application()))
                .isInstanceOfSatisfying(
                        OpenResult.Refused.class,
                        refused -> assertThat(refused.because().code()).isEqualTo(RefusalCode.SWITCHED_OFF));
        within(SOON, "empty", () -> {
            fleets.keep();
            return fleets.instances().isEmpty();
        });
    }

    @Test
    void whoPaysIsWhoUsesIt() {
        fleets.change(FleetMode.ALWAYS_ON, 1, 2);
        fleets.filled(1);
        assertThat(paid()).isZero();
        Person alice = fleets.somebody();
        SessionId session = region.ready(alice, fleets.application());
        assertThat(region.jdbc()
                        .sql("select kind from usage_interval where desktop_id = :id and person_id = :person")
                        .param("id", region.desktopOf(session).id().value())
                        .param("person", alice.id().objectGuid())
                        .query(String.class)
                        .list())
                .containsExactly("RUN");
        region.sessions().end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        fleets.gone(region.desktopOf(session).id());
        assertThat(paid()).as("nothing runs on").isZero();
    }

    @Test
    void aStreamingUrlOpensOnceForItsPersonAndWhileItIsGood() {
        fleets.change(FleetMode.ALWAYS_ON, 1, 4);
        StreamingUrls urls = region.get(StreamingUrls.class);
        Person alice = fleets.somebody();
        String secret =
                urls.make(alice.id(), region.editor.id(), 60, ADMIN).secret().value();
        var worthless = new StreamingUrls.Followed.Worthless();

        assertThat(urls.follow(secret, fleets.somebody(), OFFICE))
                .as("somebody else's")
                .isEqualTo(worthless);
        assertThat(urls.follow("x", alice, OFFICE)).as("no secret").isEqualTo(worthless);
        assertThat(urls.follow(secret, alice, OFFICE))
                .isEqualTo(new StreamingUrls.Followed.Opens(fleets.application()));
        assertThat(urls.follow(secret, alice, OFFICE)).as("used").isEqualTo(worthless);
        String late =
                urls.make(alice.id(), region.editor.id(), 1, ADMIN).secret().value();
        region.clock.forward(Duration.ofSeconds(2));
        assertThat(urls.follow(late, alice, OFFICE)).as("over").isEqualTo(worthless);
        assertThatThrownBy(() -> urls.make(alice.id(), region.editor.id(), 604_801, ADMIN))
                .hasMessage("seconds is 604801; allowed are 1 to 604800.");
    }

    private List<DesktopId> unspent() {
        return fleets.instances().stream()
                .filter(instance -> instance.spent().isEmpty())
                .map(InstanceView::id)
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
        return region.jdbc().sql("""
                        select count(*) from usage_interval u join desktop d on d.id = u.desktop_id
                         where d.fleet_id is not null and u.ended_at is null
                        """).query(Integer.class).single();
    }
}
