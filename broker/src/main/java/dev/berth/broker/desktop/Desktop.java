package dev.berth.broker.desktop;

import static dev.berth.broker.desktop.DesktopState.*;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person's desktop of a bundle, or an instance of a fleet, as it was read. Verbs return it as it is to become; the
 * store sets that if nobody was faster.
 *
 * @param person whose it is; {@link #NOBODY} while an instance waits for somebody
 * @param fleet the fleet that it is an instance of; null for a desktop that is somebody's own
 * @param inUse whether it has a live session
 * @param revision counts up with each change
 */
public record Desktop(
        DesktopId id,
        PersonId person,
        BundleId bundle,
        @Nullable FleetId fleet,
        Blueprint blueprint,
        Condition condition,
        Times times,
        Agenda agenda,
        boolean inUse,
        long revision) {

    /** Not an objectGUID of anybody. */
    public static final PersonId NOBODY = new PersonId(new UUID(0, 0));

    private static final Duration STUCK_REBOOT = Duration.ofMinutes(20);

    public DesktopState state() {
        return condition.state();
    }

    /** A sentence for people, when there is something to say. */
    public Optional<String> reason() {
        return Optional.ofNullable(condition.reason());
    }

    public Optional<HostId> host() {
        return Optional.ofNullable(condition.host());
    }

    /** Whether it runs and its guest answers. */
    public boolean ready() {
        return state() == AVAILABLE;
    }

    /** Whether it serves one session and is destroyed: nothing of it is kept, and it is never changed. */
    public boolean isInstance() {
        return fleet != null;
    }

    public boolean isTaken() {
        return !person.equals(NOBODY);
    }

    /** Whether somebody's work can be on its user volume: it was ready once, or has what was sent for it. */
    boolean holdsWork() {
        return times.firstReady() != null || blueprint.disks().user() > 1;
    }

    /** An instance that nobody has taken goes; one that somebody was faster to take stays theirs. */
    Desktop retired(Instant now) {
        return isInstance() && !isTaken() ? terminateAsked(now) : this;
    }

    /** An instance that waits is saved, so that it takes no memory until somebody comes. */
    Desktop saved(Instant now) {
        return isInstance() && !isTaken() && state() == AVAILABLE
                ? draft(now).stop("Saved, until somebody takes it.").done()
                : this;
    }

    /** An instance that is to run while it waits. */
    Desktop woken(Instant now) {
        return isInstance() && !isTaken() && state() == STOPPED
                ? draft(now).bringUpIfDown().done()
                : this;
    }

    /** Somebody opens it: it is to run, and no timer stops it. An earlier error is tried again. */
    Desktop opened(Instant now) {
        require(DesktopOperation.OPEN);
        if (condition.wanted() == Wanted.SUSPENDED) {
            throw new GuardRefusedException("open", id, state(), "it is being suspended");
        }
        if (agenda.points().incoming() != null && (state() == AVAILABLE || state() == UNHEALTHY)) {
            // Nobody works on what another region went on from.
            return draft(now)
                    .use()
                    .restart("It restarts with what was done in the other region.")
                    .done();
        }
        return draft(now).use().bringUpIfDown().done();
    }

    /** The last session is gone: AUTO_STOP's timer starts, where the desktop is people's to use. */
    Desktop released(Instant now) {
        DesktopDraft draft = draft(now).used();
        return DesktopOperation.OPEN.allowedIn(state()) ? draft.startTimer().done() : draft.done();
    }

    Desktop startAsked(Instant now) {
        require(DesktopOperation.START);
        return draft(now).bringUpIfDown().done();
    }

    Desktop stopAsked(Instant now) {
        if (blueprint.running().mode() == RunningMode.ALWAYS_ON) {
            throw new GuardRefusedException("stop", id, state(), "it is ALWAYS_ON; allowed is AUTO_STOP or MANUAL");
        }
        require(DesktopOperation.STOP);
        boolean saved = agenda.residence().tenure() != Residence.Tenure.LEAVES_WITHOUT_MEMORY;
        return draft(now)
                .stop("Stopped by an admin or the helpdesk."
                        + (saved ? " Its programs are saved; open it to go on." : ""))
                .done();
    }

    /** A machine that is to get another size does not get it by a reboot of its guest: it is turned off and on. */
    Desktop rebootAsked(Instant now) {
        if (state() != REBOOTING || times.stateSince().plus(STUCK_REBOOT).isAfter(now)) {
            require(DesktopOperation.REBOOT);
        }
        return agenda.resize().compute() == null || state() == REBOOTING
                ? draft(now).reboot().done()
                : restartAsked(now);
    }

    Desktop retryAsked(Instant now) {
        require(DesktopOperation.RETRY);
        return draft(now).bringUpIfDown().done();
    }

    /** Its disks are replaced; {@code exchange} says by what. */
    Desktop exchangeAsked(Exchange exchange, String why, Instant now) {
        DesktopOperation operation = exchange.kind().operation();
        require(operation);
        if (times.firstReady() == null || host().isEmpty()) {
            throw new GuardRefusedException(
                    operation.words(),
                    id,
                    state(),
                    "it was never ready, so there is nothing to keep. Retry it instead");
        }
        return draft(now).exchanging(exchange, why).done();
    }

    Desktop modeAsked(RunningPolicy running, Instant now) {
        require(DesktopOperation.MODIFY);
        return draft(now).runs(running).done();
    }

    Desktop resizeAsked(Resize resize, Instant now) {
        require(DesktopOperation.MODIFY);
        return draft(now).resized(resize).done();
    }

    /** Its guest shuts down and its machine starts anew, with the size that it is to get. */
    Desktop restartAsked(Instant now) {
        require(DesktopOperation.RESTART);
        return draft(now).restart(Interruption.RESIZED).done();
    }

    Desktop suspendAsked(Instant now) {
        require(DesktopOperation.SUSPEND);
        return draft(now).suspend().done();
    }

    Desktop reinstateAsked(Instant now) {
        require(DesktopOperation.REINSTATE);
        return draft(now).settleStopped(null).done();
    }

    Desktop holdAsked(Instant now) {
        require(DesktopOperation.HOLD);
        return draft(now)
                .moveTo(ADMIN_MAINTENANCE, "An admin works on it.")
                .timer(null)
                .done();
    }

    Desktop letGoAsked(Instant now) {
        require(DesktopOperation.LET_GO);
        return draft(now).moveTo(AVAILABLE, null).startTimer().done();
    }

    Desktop terminateAsked(Instant now) {
        if (state() == TERMINATING || state() == TERMINATED) {
            return this;
        }
        require(DesktopOperation.TERMINATE);
        return draft(now).terminate().done();
    }

    Desktop reviveAsked(Instant now) {
        require(DesktopOperation.REVIVE);
        if (times.keptUntil() == null) {
            throw new GuardRefusedException("revive", id, state(), "its volumes are kept no longer");
        }
        if (times.forgettingSince() != null) {
            throw new GuardRefusedException("revive", id, state(), "its volumes are being deleted");
        }
        return draft(now)
                .settleStopped("It was terminated, and that was taken back.")
                .keptUntil(null)
                .done();
    }

    /** The volumes of a terminated one go now. */
    Desktop forgetAsked(Instant now) {
        if (state() != TERMINATED) {
            throw new GuardRefusedException("forget", id, state(), "allowed is [TERMINATED]");
        }
        return times.keptUntil() == null ? this : draft(now).keptUntil(now).done();
    }

    /** Whether what fails again and again ends in ERROR: not what is removed or put back, for that would leave it halfway. */
    boolean givesUp() {
        Exchange exchange = agenda.exchange();
        boolean goes = state() == TERMINATING || state() == TERMINATED;
        return !goes && (exchange == null || !exchange.beingUndone());
    }

    /** The same, as if nothing were due about its snapshots. */
    Desktop leavingSnapshots(Instant now) {
        return with(agenda.with(agenda.snapshots().quiet(now)).withoutTaking());
    }

    /** An instance: nothing of it is kept, so nothing of it is copied, here or to another host. */
    Desktop keptNowhere(Instant now) {
        return with(agenda.with(agenda.snapshots().quiet(now)).withoutTaking().with(Residence.SETTLED));
    }

    Desktop with(Disks other) {
        return new Desktop(id, person, bundle, fleet, blueprint.with(other), condition, times, agenda, inUse, revision);
    }

    private Desktop with(Agenda other) {
        return new Desktop(id, person, bundle, fleet, blueprint, condition, times, other, inUse, revision);
    }

    /** A copy to change; {@link DesktopDraft#done()} gives the desktop back. */
    DesktopDraft draft(Instant now) {
        return new DesktopDraft(this, now);
    }

    @Nullable
    HostId hostOrNull() {
        return condition.host();
    }

    HostId placedOn() {
        return host().orElseThrow(() -> new IllegalStateException("Desktop " + id + " has no host yet."));
    }

    void require(DesktopOperation operation) {
        if (!operation.allowedIn(state())) {
            throw new GuardRefusedException(operation.words(), id, state(), "allowed is " + operation.states());
        }
        if (isInstance() && !operation.isForInstances()) {
            throw new GuardRefusedException(
                    operation.words(),
                    id,
                    state(),
                    "it is an instance of a fleet, which is not changed but replaced. Change the fleet");
        }
    }
}
