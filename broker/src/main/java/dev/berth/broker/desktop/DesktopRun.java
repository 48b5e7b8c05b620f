package dev.berth.broker.desktop;

import dev.berth.broker.trace.Work;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One desktop's steps on this node, one after the other until there is nothing to do. Runs on a virtual thread of its own;
 * a nudge makes it look once more, and cuts a wait short.
 */
final class DesktopRun {

    private static final Logger LOG = LoggerFactory.getLogger(DesktopRun.class);

    /** So many steps in one go are a fault; the desktop is given back, and the timer goes on with it. */
    private static final int MOST_STEPS = 500;

    /** How soon a host is asked again that copied another desktop. */
    private static final Duration COPY_RETRY = Duration.ofSeconds(15);

    private static final Duration CLAIM_PAUSE = Duration.ofMillis(5);
    private static final int MOST_CLAIM_ATTEMPTS = 40;

    private final DesktopId id;
    private final Workshop workshop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition nudges = lock.newCondition();
    private boolean nudged = true;
    private boolean over;

    DesktopRun(DesktopId id, Workshop workshop) {
        this.id = id;
        this.workshop = workshop;
    }

    /** What every run works with. */
    record Workshop(
            JdbcDesktops desktops,
            JdbcClaims claims,
            Lookout lookout,
            DesktopPlanner planner,
            DesktopSteps steps,
            GuestReadiness readiness,
            HostPermits permits,
            DesktopSettings settings,
            Clock clock) {}

    /** False when the run is over already, and a new one is needed. */
    boolean nudge() {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            nudged = true;
            nudges.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void run() {
        try (var _ = Work.forDesktop(id.value())) {
            whileNudged();
        }
    }

    private void whileNudged() {
        while (takeNudge()) {
            try {
                untilNothingIsToDo();
            } catch (ClaimLostException e) {
                LOG.info("{}", e.getMessage());
            } catch (DataAccessException | TransactionException e) {
                LOG.warn("The steps of desktop {} were cut short by the database; they go on when it answers.", id, e);
            } catch (RuntimeException e) {
                LOG.error("The steps of desktop {} ended with a fault; the next round tries again.", id, e);
            }
        }
    }

    private boolean takeNudge() {
        lock.lock();
        try {
            over = !nudged;
            nudged = false;
            return !over;
        } finally {
            lock.unlock();
        }
    }

    private void clearNudge() {
        lock.lock();
        try {
            nudged = false;
        } finally {
            lock.unlock();
        }
    }

    private void untilNothingIsToDo() {
        Optional<Desktop> claimed = claim();
        for (int step = 0; claimed.isPresent() && step < MOST_STEPS; step++) {
            Desktop desktop = claimed.get();
            switch (next(desktop)) {
                case Outcome.Again _ -> {}
                case Outcome.Pause(Duration moment) -> pause(moment);
                case Outcome.Until(Instant then) -> {
                    if (release(desktop, desktop.revision(), then)) {
                        return;
                    }
                }
                case Outcome.Retry(Instant then) -> {
                    if (release(desktop, desktop.revision() + 1, then)) {
                        return;
                    }
                }
            }
            // The look that follows answers every nudge until here.
            clearNudge();
            claimed = workshop.desktops().find(id).filter(DesktopRun::goesOn);
        }
        if (claimed.isPresent()) {
            LOG.error("Desktop {} took {} steps in one go; it is left for the next round.", id, MOST_STEPS);
            release(
                    claimed.get(),
                    claimed.get().revision(),
                    workshop.clock().instant().plus(workshop.settings().longestBackoff()));
        }
    }

    /** Whoever changes the row at this moment is done in the next: a nudge must not be lost for that. */
    private Optional<Desktop> claim() {
        Optional<Desktop> claimed = tryClaim();
        for (int attempt = 1;
                claimed.isEmpty()
                        && attempt < MOST_CLAIM_ATTEMPTS
                        && workshop.claims().isFree(id);
                attempt++) {
            LockSupport.parkNanos(CLAIM_PAUSE.toNanos());
            claimed = tryClaim();
        }
        return claimed;
    }

    private Optional<Desktop> tryClaim() {
        return workshop.claims().take(id, workshop.settings().lease());
    }

    private static boolean goesOn(Desktop desktop) {
        return desktop.state() != DesktopState.TERMINATED || desktop.times().keptUntil() != null;
    }

    private Outcome next(Desktop desktop) {
        Sighting sighting = workshop.lookout().look(desktop);
        Instant now = workshop.clock().instant();
        Step step = workshop.planner().next(desktop, sighting, now);
        LOG.debug("Desktop {} is {} and {}: {}", id, desktop.state(), sighting, step);
        return step instanceof Step.OfSnapshots
                ? workshop.permits()
                        .ifFree(desktop, () -> take(desktop, sighting, step))
                        .orElseGet(() -> nextBesides(desktop, sighting, now))
                : unlessBusy(desktop, step, sighting, now);
    }

    private Outcome unlessBusy(Desktop desktop, Step step, Sighting sighting, Instant now) {
        return workshop.permits()
                .with(desktop, step, () -> take(desktop, sighting, step))
                .orElseGet(() -> new Outcome.Until(now.plus(COPY_RETRY)));
    }

    /** What else there is to do while its host is busy with the copies of others: nothing of it waits for them. */
    private Outcome nextBesides(Desktop desktop, Sighting sighting, Instant now) {
        Step step = workshop.planner().next(desktop.leavingSnapshots(now), sighting, now);
        LOG.debug("Desktop {} is {} and {}, and is copied later: {}", id, desktop.state(), sighting, step);
        Outcome outcome = unlessBusy(desktop, step, sighting, now);
        Instant soon = now.plus(COPY_RETRY);
        return outcome instanceof Outcome.Until(Instant then) && then.isAfter(soon) ? new Outcome.Until(soon) : outcome;
    }

    private Outcome take(Desktop desktop, Sighting sighting, Step step) {
        boolean comesUp = desktop.state() == DesktopState.PENDING || desktop.state() == DesktopState.STARTING;
        Optional<UUID> waits = comesUp ? workshop.claims().waitsFor(id) : Optional.empty();
        if (waits.isEmpty()) {
            return workshop.steps().take(desktop, sighting, step, () -> awaited(desktop));
        }
        try (var _ = Work.forSession(waits.get())) {
            return workshop.steps().take(desktop, sighting, step, () -> awaited(desktop));
        }
    }

    private boolean awaited(Desktop desktop) {
        return workshop.readiness().awaited(desktop, this::isNudged, this::pause);
    }

    /** True also when the claim is gone: there is nothing to give back then. */
    private boolean release(Desktop desktop, long revision, Instant again) {
        return workshop.claims().release(desktop.id(), revision, again)
                || !workshop.claims().holds(id);
    }

    private boolean isNudged() {
        lock.lock();
        try {
            return nudged;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration moment) {
        lock.lock();
        try {
            long left = moment.toNanos();
            while (!nudged && left > 0) {
                left = nudges.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
