package dev.berth.broker.desktop;

import java.time.Clock;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/** Writes down what the reconciler did, under its claim, and then tells of it. */
@Component
class DesktopRecord {

    private final JdbcDesktops desktops;
    private final JdbcClaims claims;
    private final DesktopEvents events;
    private final NodeClaim claim;
    private final Clock clock;

    DesktopRecord(JdbcDesktops desktops, JdbcClaims claims, DesktopEvents events, NodeClaim claim, Clock clock) {
        this.desktops = desktops;
        this.claims = claims;
        this.events = events;
        this.claim = claim;
        this.clock = clock;
    }

    /**
     * Writes facts down: they hold whatever somebody wants of the desktop meanwhile, so they are put on its latest row.
     * The change must not move its state.
     */
    void facts(Desktop seen, UnaryOperator<DesktopDraft> change) {
        Desktop latest = seen;
        while (!desktops.set(change.apply(latest.draft(clock.instant())).done(), claim.value())) {
            if (!claims.holds(seen.id())) {
                throw new ClaimLostException(seen.id());
            }
            latest = desktops.find(seen.id()).orElseThrow(() -> new ClaimLostException(seen.id()));
        }
    }

    /** Deletes volumes of the desktop that a node which has it by now may make again under the same names. */
    void deleting(Desktop seen, Runnable deletion) {
        if (!claims.holding(seen.id(), deletion)) {
            throw new ClaimLostException(seen.id());
        }
    }

    /** False when the database says that it is not time yet, or somebody changed it. */
    boolean beginForgetting(Desktop seen) {
        return desktops.beginForgetting(seen, claim.value());
    }

    /** What decides when something is deleted: nodes' clocks may differ. */
    Instant databaseTime() {
        return desktops.now();
    }

    void reached(Desktop desktop, Milestone milestone) {
        events.reached(desktop, milestone);
    }

    /** Moves the state, unless somebody changed the desktop after it was seen: then it is planned anew. */
    void move(Desktop seen, UnaryOperator<DesktopDraft> change) {
        moved(seen, change);
    }

    /** The same; false when somebody changed it. */
    boolean moved(Desktop seen, UnaryOperator<DesktopDraft> change) {
        Desktop after = change.apply(seen.draft(clock.instant())).done();
        if (desktops.set(after, claim.value())) {
            if (after.state() != seen.state()) {
                events.changed(after);
            }
            return true;
        }
        if (!claims.holds(seen.id())) {
            throw new ClaimLostException(seen.id());
        }
        return false;
    }

    /** The same, and the guest is ready: who waits for that hears it before the state. */
    boolean moveReady(Desktop seen, UnaryOperator<DesktopDraft> change) {
        Desktop after = change.apply(seen.draft(clock.instant())).done();
        if (desktops.set(after, claim.value())) {
            events.reached(after, Milestone.GUEST_READY);
            events.changed(after);
            return true;
        }
        if (!claims.holds(seen.id())) {
            throw new ClaimLostException(seen.id());
        }
        return false;
    }
}
