package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.hypervisor.simulated.Operation;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionUpkeepTest extends InASessionRegion {

    private SessionId session = new SessionId(UUID.randomUUID());

    SessionUpkeepTest() {
        super("berth.session.disconnect-timeout=30m", "berth.session.idle-timeout=50m");
    }

    @BeforeEach
    void openADesktop() {
        session = region.ready(alice, region.desktop());
    }

    @Test
    void aSessionThatNobodyComesBackToEndsAfterTheDisconnectTimeout() {
        TunnelId tunnel = region.connected(alice, session);
        region.sessions().disconnected(session, tunnel, DisconnectReason.BROWSER_LOST);

        region.clock.forward(Duration.ofMinutes(29));
        region.get(SessionTimeouts.class).endLeft();
        assertThat(region.state(session)).isEqualTo(SessionState.DISCONNECTED);

        region.clock.forward(Duration.ofMinutes(2));
        region.get(SessionTimeouts.class).endLeft();
        assertThat(region.view(session).termination()).contains(TerminationReason.DISCONNECT_TIMEOUT);
    }

    @Test
    void twentyMinutesWithoutInputCountAsDisconnected() {
        TunnelId tunnel = region.connected(alice, session);
        region.clock.forward(Duration.ofMinutes(19));
        region.sessions().input(session, tunnel, region.clock.instant());
        region.clock.forward(Duration.ofMinutes(19));
        region.get(InputTimeout.class).run();
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);

        region.clock.forward(Duration.ofMinutes(2));
        region.get(InputTimeout.class).run();
        assertThat(region.state(session)).isEqualTo(SessionState.DISCONNECTED);
        assertThat(region.desktopOf(session).times().stopDue()).isNotNull();
    }

    @Test
    void aSessionInWhichNobodyDoesAnythingEndsAfterTheIdleTimeout() {
        region.connected(alice, session);
        region.clock.forward(Duration.ofMinutes(51));

        region.get(SessionTimeouts.class).endIdle();
        assertThat(region.view(session).termination()).contains(TerminationReason.IDLE_TIMEOUT);
    }

    @Test
    void aSessionThatNoBrowserEverConnectedToEnds() {
        region.clock.forward(Duration.ofMinutes(6));

        region.get(SessionTimeouts.class).endUnattended();
        assertThat(region.view(session).termination()).contains(TerminationReason.DISCONNECT_TIMEOUT);
    }

    @Test
    void anOpeningThatLeadsNowhereIsGivenUp() {
        region.world.faults().delay(Operation.START, Duration.ofSeconds(2));
        Person bob = region.signedIn("bob", Role.EMPLOYEE);
        SessionId opening = region.opened(bob, region.desktop());
        region.jdbc()
                .sql("update session set opened_at = opened_at - interval '31 min' where id = :id")
                .param("id", opening.value())
                .update();

        region.get(SessionTimeouts.class).giveUpOpening();
        assertThat(region.view(opening).termination()).contains(TerminationReason.OPENING_FAILED);
        assertThat(region.view(opening).failure().orElseThrow()).contains("30 minutes");
    }

    @Test
    void theSessionsOfAGatewayThatIsGoneAreDisconnected() {
        region.get(NodeRegistry.class).beat();
        region.connected(alice, session);
        region.get(LostGateways.class).run();
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);

        region.clock.forward(Duration.ofSeconds(21));
        region.get(LostGateways.class).run();
        assertThat(region.state(session)).isEqualTo(SessionState.DISCONNECTED);
        region.get(NodeRegistry.class).beat();
    }

    /** The balancer's settings name it so: {@code printf busan-node1 | sha256sum | cut -c 1-16}. */
    @Test
    void aBalancerKnowsAGatewayByTheDigestOfItsName() {
        NodeRegistry nodes = region.get(NodeRegistry.class);
        var run = new GatewayBoot(UUID.randomUUID());
        assertThat(nodes.mark(run)).as("a node that is gone").isEmpty();
        region.jdbc()
                .sql("insert into node (boot_id, name, roles, started_at, seen_at)"
                        + " values (:boot, 'busan-node1', '{PORTAL}', now(), now())")
                .param("boot", run.value())
                .update();

        assertThat(nodes.mark(run)).isEqualTo("7c000534ffa432c7");
        assertThat(nodes.mark(nodes.boot())).matches("[0-9a-f]{16}");

        region.jdbc()
                .sql("delete from node where boot_id = :boot")
                .param("boot", run.value())
                .update();
    }

    @Test
    void whatAnEventThatWasLostWouldHaveDoneIsDoneByTheNextLook() {
        region.jdbc()
                .sql("update session set state = 'OPENING', ready_at = null where id = :id")
                .param("id", session.value())
                .update();

        region.get(DesktopFollower.class).look();
        within(SOON, "session ready", () -> region.state(session) == SessionState.READY);
    }
}
