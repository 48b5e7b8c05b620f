package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How sessions are left, come back to, and ended. */
class SessionEndsTest extends InASessionRegion {

    private final Sessions sessions = region.sessions();

    @Test
    void aSessionLivesThroughItsTunnels() {
        SessionId session = region.ready(alice, region.desktop());
        TunnelId tunnel = region.connected(alice, session);
        sessions.firstFrame(session, tunnel);
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
        assertThat(region.view(session).stages()).allMatch(stage -> stage.at().isPresent());

        sessions.disconnected(session, tunnel, DisconnectReason.BROWSER_CLOSED);
        assertThat(region.state(session)).isEqualTo(SessionState.DISCONNECTED);

        region.connected(alice, session);
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void whatAnEarlierTunnelSaysLateChangesNothing() {
        SessionId session = region.ready(alice, region.desktop());
        TunnelId first = region.connected(alice, session);
        TunnelId second = region.connected(alice, session);

        sessions.disconnected(session, first, DisconnectReason.BROWSER_LOST);
        sessions.disconnected(session, first, DisconnectReason.GUEST_CLOSED);
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);

        sessions.disconnected(session, second, DisconnectReason.BROWSER_LOST);
        assertThat(region.state(session)).isEqualTo(SessionState.DISCONNECTED);
    }

    @Test
    void theLastOneToDisconnectStartsTheTimerAndComingBackStopsIt() {
        SessionId session = region.ready(alice, region.desktop());
        TunnelId tunnel = region.connected(alice, session);
        assertThat(region.desktopOf(session).times().stopDue()).isNull();

        sessions.disconnected(session, tunnel, DisconnectReason.BROWSER_CLOSED);
        assertThat(region.desktopOf(session).times().stopDue()).isNotNull();

        region.ticket(alice, session);
        assertThat(region.desktopOf(session).times().stopDue()).isNull();
    }

    @Test
    void theTimerWaitsForTheOtherSessionOfTheDesktop() {
        SessionId desktop = region.ready(alice, region.desktop());
        SessionId editor = region.ready(alice, new Launch.ApplicationLaunch(region.editor.id()));
        TunnelId tunnel = region.connected(alice, desktop);
        region.connected(alice, editor);

        sessions.disconnected(desktop, tunnel, DisconnectReason.BROWSER_CLOSED);
        assertThat(region.desktopOf(desktop).times().stopDue()).isNull();

        sessions.disconnect(editor, ADMIN);
        assertThat(region.desktopOf(desktop).times().stopDue()).isNotNull();
    }

    @Test
    void aGuestThatLogsOffEndsTheSession() {
        SessionId session = region.ready(alice, region.desktop());
        TunnelId tunnel = region.connected(alice, session);

        sessions.disconnected(session, tunnel, DisconnectReason.GUEST_CLOSED);
        assertThat(region.view(session).termination()).contains(TerminationReason.GUEST_LOGGED_OFF);
    }

    @Test
    void endingClosesTheProgramsAndIsWrittenDown() {
        SessionId session = region.ready(alice, region.desktop());
        region.connected(alice, session);

        sessions.end(session, TerminationReason.USER_ENDED, Actor.of(alice));
        sessions.end(session, TerminationReason.ADMIN_ENDED, ADMIN);

        assertThat(region.view(session).termination()).contains(TerminationReason.USER_ENDED);
        assertThat(region.world.executions(region.machine(session)))
                .anyMatch(run -> run.command().toString().contains("desktop-shell"));
        assertThat(region.audited("session", session))
                .extracting(entry -> entry.action() + " by " + entry.actor())
                .contains("session.end by alice")
                .doesNotContain("session.end by the test");
    }

    @Test
    void signingOutDisconnectsWhatIsConnectedFromThereAndNothingElse() {
        SessionId desktop = region.ready(alice, region.desktop());
        SessionId editor = region.ready(alice, new Launch.ApplicationLaunch(region.editor.id()));
        Person bob = region.signedIn("bob", Role.EMPLOYEE);
        SessionId neighbour = region.ready(bob, region.desktop());
        List.of(desktop, editor).forEach(session -> region.connected(alice, session));
        region.connected(bob, neighbour);
        region.get(JdbcSessions.class).comesFrom(editor, HOME);

        sessions.signedOut(alice, OFFICE);

        assertThat(region.state(desktop)).isEqualTo(SessionState.DISCONNECTED);
        assertThat(region.state(editor)).isEqualTo(SessionState.CONNECTED);
        assertThat(region.state(neighbour)).isEqualTo(SessionState.CONNECTED);
        assertThat(region.world.executions(region.machine(desktop)))
                .noneMatch(run -> run.command().toString().contains("desktop-shell"));
        assertThat(region.audited("session", desktop))
                .anyMatch(entry -> entry.action().equals("session.disconnect")
                        && entry.actor().equals("alice")
                        && entry.reason().contains("DISCONNECTED_FROM_OUTSIDE"));
    }

    @Test
    void aDesktopThatStopsEndsWhatRanOnIt() {
        SessionId session = region.ready(alice, region.desktop());
        TunnelId tunnel = region.connected(alice, session);
        sessions.disconnected(session, tunnel, DisconnectReason.BROWSER_CLOSED);

        region.get(Desktops.class).stop(region.view(session).thing().desktop());

        within(SOON, "session over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).termination()).contains(TerminationReason.DESKTOP_STOPPED);
        within(SOON, "desktop stopped", () -> region.desktopOf(session).state() == DesktopState.STOPPED);

        SessionId next = region.ready(alice, region.desktop());
        assertThat(region.machine(next)).isEqualTo(region.machine(session));
    }

    @Test
    void aMachineDestroyedByHandEndsTheSession() {
        SessionId session = region.ready(alice, region.desktop());
        region.connected(alice, session);

        region.world.powerOffByHand(region.machine(session));

        within(SOON, "session over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).termination()).contains(TerminationReason.DESKTOP_STOPPED);
    }
}
