package dev.berth.broker.session;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import java.util.Map;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Ends live sessions that are not allowed any more, and closes what of others is not. Every node decides anew as soon as a signal says that rules,
 * entitlements or accounts changed; a session that one has ended, the others find ended.
 */
@Component
public class Revocation implements AutoCloseable {

    private final Access access;
    private final MassEnding ending;
    private final Leaving leaving;
    private final Nudged decide = new Nudged("revocation", this::decideNow);
    private final Subscription subscription;

    public Revocation(Access access, MassEnding ending, Leaving leaving, Signals signals) {
        this.access = access;
        this.ending = ending;
        this.leaving = leaving;
        // Subscribed after the rules' own cache, which forgets them first: subscribers are called in order.
        this.subscription = signals.subscribe(Channel.ACCESS, payload -> decide.nudge());
    }

    /** Entitlements that were changed without a signal are seen too, only later. */
    @Scheduled(fixedDelayString = "30s")
    void decideAgain() {
        decide.nudge();
    }

    @Override
    public void close() {
        subscription.close();
        decide.close();
    }

    /** Looks at every live session on the calling thread. */
    void decideNow() {
        Map<SessionId, AccessDecision.Refused> refused = access.refusedSessions();
        if (!refused.isEmpty()) {
            ending.revoke(refused);
        }
        leaving.closeLost();
    }
}
