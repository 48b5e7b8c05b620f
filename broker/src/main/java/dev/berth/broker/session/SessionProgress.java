package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells pages how a session gets on, whichever node moves it. Each listener has a thread of its own and nothing queues
 * up for it: one that is slow misses steps in between, then gets what stands now, and delays nobody.
 */
@Component
public class SessionProgress implements AutoCloseable {

    private final SessionViews views;
    private final SessionMessages messages;
    private final ShareNews shares;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Subscription subscription;

    public SessionProgress(SessionViews views, SessionMessages messages, ShareNews shares, Signals signals) {
        this.views = views;
        this.messages = messages;
        this.shares = shares;
        this.subscription = signals.subscribe(Channel.SESSION, this::signalled);
    }

    /**
     * Tells the listener what has happened already, then what happens, until {@link SessionEvent.Failed} or
     * {@link SessionEvent.Ended}, or until the subscription is closed. A listener that throws is not called again.
     */
    public Subscription subscribe(SessionId session, Consumer<SessionEvent> listener) {
        Follower follower = new Follower(session, new ProgressTeller(listener));
        followers.add(follower);
        follower.look.nudge();
        return () -> end(follower);
    }

    /** Looks again now and then: why a desktop is not ready yet is not signalled, and a signal may be lost. */
    @Scheduled(fixedDelayString = "2s")
    void lookAgain() {
        signalled("");
    }

    @Override
    public void close() {
        subscription.close();
        followers.forEach(this::end);
    }

    private void signalled(String session) {
        for (Follower follower : followers) {
            if (session.isEmpty() || follower.session.toString().equals(session)) {
                follower.look.nudge();
            }
        }
    }

    private void end(Follower follower) {
        followers.remove(follower);
        follower.look.close();
    }

    private final class Follower {

        private final SessionId session;
        private final ProgressTeller teller;
        private final Nudged look;

        Follower(SessionId session, ProgressTeller teller) {
            this.session = session;
            this.teller = teller;
            this.look = new Nudged("session-progress", this::tell);
        }

        private void tell() {
            boolean goesOn = false;
            try {
                Optional<SessionView> view = views.view(session);
                messages.after(session, teller.lastMessage()).forEach(teller::tell);
                teller.tellShares(shares.latest(session));
                goesOn = view.map(teller::tell).orElse(false);
            } finally {
                if (!goesOn) {
                    end(this);
                }
            }
        }
    }
}
