package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.signal.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionProgressTest {

    private final SessionRegion region = new SessionRegion();
    private final BrokerNode elsewhere = region.anotherNode();
    private final Person alice = region.signedIn("alice", Role.EMPLOYEE);

    @AfterAll
    void close() {
        region.close();
    }

    @Test
    void aPageOnAnotherNodeHearsEveryStageInOrderAndTheEnd() {
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        SessionId session = region.opened(alice, region.desktop());
        elsewhere.get(SessionProgress.class).subscribe(session, heard::add);

        within(SOON, "ready", () -> heard.contains(new SessionEvent.StateReached(SessionState.READY)));
        TunnelId tunnel = region.connected(alice, session);
        region.sessions().firstFrame(session, tunnel);
        within(SOON, "first frame", () -> stages(heard).contains(Stage.FIRST_FRAME));
        region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN);
        within(SOON, "the end", () -> heard.getLast() instanceof SessionEvent.Ended);

        assertThat(stages(heard)).containsExactly(Stage.values());
        assertThat(((SessionEvent.Ended) heard.getLast()).reason()).isEqualTo(TerminationReason.USER_ENDED);
    }

    @Test
    void whoComesLateHearsWhatHappenedAlready() {
        SessionId session = region.ready(region.signedIn("bob", Role.EMPLOYEE), region.desktop());
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        Subscription subscription = region.get(SessionProgress.class).subscribe(session, heard::add);

        within(SOON, "ready", () -> heard.contains(new SessionEvent.StateReached(SessionState.READY)));
        assertThat(stages(heard)).startsWith(Stage.AUTHORISED, Stage.PLACED).endsWith(Stage.GUEST_READY);
        subscription.close();
    }

    @Test
    void aDeadReaderDelaysNobody() {
        Person carol = region.signedIn("carol", Role.EMPLOYEE);
        SessionId session = region.opened(carol, region.desktop());
        CountDownLatch never = new CountDownLatch(1);
        SessionProgress progress = region.get(SessionProgress.class);
        Subscription dead = progress.subscribe(session, event -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        progress.subscribe(session, heard::add);

        within(SOON, "ready", () -> heard.contains(new SessionEvent.StateReached(SessionState.READY)));
        region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN);
        within(SOON, "the end", () -> heard.getLast() instanceof SessionEvent.Ended);
        dead.close();
    }

    private static List<Stage> stages(List<SessionEvent> events) {
        return events.stream()
                .filter(SessionEvent.StageReached.class::isInstance)
                .map(event -> ((SessionEvent.StageReached) event).stage().stage())
                .toList();
    }
}
