package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionsTest extends InASessionRegion {

    private final Sessions sessions = region.sessions();

    @Test
    void openingADesktopLeadsThroughTheStagesToReady() {
        SessionId session = region.ready(alice, region.desktop());

        SessionView view = region.view(session);
        assertThat(view.reference()).matches("[2-9B-Z]{3}-[2-9B-Z]{3}");
        assertThat(view.thing().name()).isEqualTo("Standard desktop");
        assertThat(view.stages())
                .filteredOn(stage -> stage.at().isPresent())
                .extracting(StageTime::stage)
                .containsExactly(
                        Stage.AUTHORISED, Stage.PLACED, Stage.DISK_READY, Stage.MACHINE_STARTED, Stage.GUEST_READY);
        List<Instant> times =
                view.stages().stream().flatMap(stage -> stage.at().stream()).toList();
        assertThat(times).isSorted();
    }

    @Test
    void openingAgainFindsTheSameSession() {
        SessionId first = region.opened(alice, region.desktop());

        assertThat(sessions.open(alice, OFFICE, region.desktop())).isEqualTo(new OpenResult.Opened(first, true));
    }

    @Test
    void twentyClicksAtOnceOpenOneSession() throws Exception {
        List<Callable<SessionId>> clicks = IntStream.range(0, 20)
                .<Callable<SessionId>>mapToObj(i -> () -> region.opened(alice, region.desktop()))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<SessionId> opened =
                    threads.invokeAll(clicks).stream().map(Future::resultNow).collect(Collectors.toSet());
            assertThat(opened).hasSize(1);
        }
    }

    @Test
    void aDesktopAndItsApplicationsAreSessionsOfTheirOwnOnOneMachine() {
        SessionId desktop = region.ready(alice, region.desktop());
        SessionId editor = region.ready(alice, new Launch.ApplicationLaunch(region.editor.id()));

        assertThat(editor).isNotEqualTo(desktop);
        assertThat(region.machine(editor)).isEqualTo(region.machine(desktop));
        RemoteDesktop target = region.granted(alice, editor).target();
        assertThat(target.account()).isEqualTo("person-app");
        assertThat(target.initialProgram()).contains("/usr/lib/berth/app text-editor");
        assertThat(region.granted(alice, desktop).target().account()).isEqualTo("person");
    }

    @Test
    void theDatabaseHoldsOneLiveApplicationOfADesktopWhoeverAsks() {
        SessionId editor = region.opened(alice, new Launch.ApplicationLaunch(region.editor.id()));
        var another = new JdbcSessions.Opening(
                alice.id(),
                region.view(editor).thing().desktop(),
                Optional.of(region.calculator.id()),
                OFFICE,
                region.clock.instant());
        JdbcSessions store = region.get(JdbcSessions.class);

        assertThat(store.insert(another, References.random())).isEmpty();
        sessions.end(editor, TerminationReason.USER_ENDED, ADMIN);
        assertThat(store.insert(another, References.random())).isPresent();
    }

    @Test
    void aRunningDesktopIsReadyAtOnce() {
        SessionId first = region.ready(alice, region.desktop());
        sessions.end(first, TerminationReason.USER_ENDED, ADMIN);

        SessionId second = region.opened(alice, region.desktop());
        assertThat(second).isNotEqualTo(first);
        assertThat(region.state(second)).isEqualTo(SessionState.READY);
    }

    @Test
    void aDesktopThatFailsFailsTheOpeningWithASentenceAndARetryOpensAnew() {
        region.world.faults().refuseNext(Operation.START, 1_000);
        SessionId session = region.opened(alice, region.desktop());

        within(SOON.multipliedBy(4), "session failed", () -> {
            region.clock.forward(Duration.ofSeconds(5));
            return region.state(session) == SessionState.ENDED;
        });
        assertThat(region.view(session).termination()).contains(TerminationReason.OPENING_FAILED);
        assertThat(region.view(session).failure()).isPresent();

        region.world.faults().clear();
        OpenResult retried = sessions.retry(session, alice, OFFICE);
        assertThat(retried).isInstanceOf(OpenResult.Opened.class);
        SessionId fresh = ((OpenResult.Opened) retried).session();
        assertThat(fresh).isNotEqualTo(session);
        within(SOON, "session ready", () -> region.state(fresh) == SessionState.READY);
    }

    @Test
    void theUsualTimesAreThoseOfSessionsThatHadToWait() {
        SessionId session = region.ready(alice, region.desktop());
        region.connected(alice, session);
        region.jdbc().sql("""
                        update session_stage g
                           set at = s.opened_at + case when stage < 'MACHINE_STARTED' then '0 s' else '3 s' end::interval
                          from session s
                         where s.id = g.session_id
                        """).update();

        Optional<StageTime> started = region.view(session).stages().stream()
                .filter(stage -> stage.stage() == Stage.MACHINE_STARTED)
                .findFirst();
        assertThat(started.orElseThrow().usual()).contains(Duration.ofSeconds(3));
    }

    @Test
    void listsShowWhoHasWhatOpen() {
        SessionId session = region.ready(alice, region.desktop());
        Person bob = region.signedIn("bob", Role.EMPLOYEE);
        SessionId other = region.opened(bob, new Launch.ApplicationLaunch(region.editor.id()));

        assertThat(sessions.list(SessionFilter.live(10)))
                .extracting(SessionView::id)
                .startsWith(other, session);
        assertThat(sessions.list(SessionFilter.liveOf(bob.id())))
                .extracting(view -> view.thing().name())
                .containsExactly("Text editor");
        assertThat(sessions.list(new SessionFilter(bob.id(), null, false, "STANDARD", null, 10)))
                .hasSize(1);
        assertThat(sessions.list(new SessionFilter(alice.id(), null, false, "text ed", null, 10)))
                .isEmpty();
        assertThat(sessions.list(
                        new SessionFilter(null, null, false, region.view(other).reference(), null, 10)))
                .extracting(SessionView::id)
                .containsExactly(other);
    }

    @Test
    void theCatalogShowsWhatThePersonMayOpenWithStateAndSession() {
        SessionId session = region.ready(alice, region.desktop());

        List<Launchable> launchables = region.get(LaunchCatalog.class).of(alice, OFFICE);
        assertThat(launchables)
                .extracting(Launchable::name)
                .containsExactly("Standard desktop", "Calculator", "Text editor");
        Launchable desktop = launchables.getFirst();
        assertThat(desktop.session().orElseThrow().id()).isEqualTo(session);
        assertThat(desktop.desktop().orElseThrow().state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(desktop.obstacle()).isEmpty();
        assertThat(desktop.lastUsed()).isPresent();
    }
}
