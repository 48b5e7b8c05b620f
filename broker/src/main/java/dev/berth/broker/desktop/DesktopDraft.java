package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.host.HostId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A desktop while a verb changes it. Moves of its state are checked against {@link DesktopMoves}. */
final class DesktopDraft extends DesktopFields {

    DesktopDraft(Desktop before, Instant now) {
        super(before, now);
    }

    DesktopDraft moveTo(DesktopState next, @Nullable String why) {
        if (next != state) {
            DesktopMoves.require(before.id(), state, next);
            state = next;
            stateSince = now;
            attempts = 0;
        }
        reason = why;
        retry = null;
        return this;
    }

    /** Towards running, from any state in which the machine is down or may be. */
    DesktopDraft bringUpIfDown() {
        wanted = Wanted.RUNNING;
        retry = null;
        if (state == DesktopState.STOPPED) {
            moveTo(DesktopState.STARTING, null);
        } else if (state == DesktopState.ERROR) {
            moveTo(firstReady == null ? DesktopState.PENDING : DesktopState.STARTING, null);
            mark = Mark.RETRIED;
            started = null;
        } else if (state == DesktopState.PENDING || state == DesktopState.STARTING) {
            attempts = 0;
        }
        return this;
    }

    DesktopDraft stop(String why) {
        wanted = Wanted.STOPPED;
        return moveTo(DesktopState.STOPPING, why).timer(null);
    }

    DesktopDraft reboot() {
        mark = null;
        stateSince = now;
        return moveTo(DesktopState.REBOOTING, null);
    }

    DesktopDraft terminate() {
        wanted = Wanted.TERMINATED;
        return moveTo(DesktopState.TERMINATING, null).timer(null);
    }

    /** It is off and stays off until somebody wants it. */
    DesktopDraft settleStopped(@Nullable String why) {
        wanted = Wanted.STOPPED;
        return moveTo(DesktopState.STOPPED, why).timer(null).down();
    }

    DesktopDraft use() {
        lastUsed = now;
        stopDue = null;
        return this;
    }

    DesktopDraft used() {
        lastUsed = now;
        return this;
    }

    DesktopDraft startTimer() {
        var running = make.blueprint().running();
        stopDue = running.mode() == RunningMode.AUTO_STOP
                ? now.plus(Duration.ofMinutes(running.autoStopMinutes()))
                : null;
        return this;
    }

    DesktopDraft timer(@Nullable Instant due) {
        stopDue = due;
        return this;
    }

    DesktopDraft admittedTo(HostId chosen) {
        host = chosen;
        holdsRoom = true;
        reason = mark == Mark.PUT_BACK ? reason : null;
        return this;
    }

    DesktopDraft marked(@Nullable Mark next) {
        mark = next;
        attempts = 0;
        return this;
    }

    DesktopDraft seen(Power now) {
        power = now;
        return this;
    }

    DesktopDraft running() {
        power = Power.RUNNING;
        started = now;
        return this;
    }

    DesktopDraft notRunning() {
        started = null;
        return this;
    }

    /** Its machine takes nothing of its host any more. */
    DesktopDraft down() {
        started = null;
        holdsRoom = false;
        return this;
    }

    /** Nobody was in it yet. */
    DesktopDraft anew() {
        firstReady = null;
        return this;
    }

    DesktopDraft ready() {
        wanted = Wanted.RUNNING;
        mark = Mark.READY;
        attempts = 0;
        if (firstReady == null) {
            firstReady = now;
        }
        return this;
    }

    DesktopDraft failedOnce(String why) {
        attempts++;
        reason = why;
        return this;
    }

    DesktopDraft attempts(int number) {
        attempts = number;
        return this;
    }

    DesktopDraft because(@Nullable String why) {
        reason = why;
        return this;
    }

    DesktopDraft savedStateKeptAt(String where) {
        savedStateKept = where;
        return this;
    }

    boolean wantsRunning() {
        return wanted == Wanted.RUNNING;
    }

    DesktopDraft wanting(Wanted next) {
        wanted = next;
        return this;
    }

    DesktopDraft suspend() {
        wanted = Wanted.SUSPENDED;
        moveTo(
                state == DesktopState.STOPPED ? DesktopState.SUSPENDED : DesktopState.STOPPING,
                "Suspended by an admin.");
        return timer(null);
    }

    DesktopDraft settleSuspended() {
        return moveTo(DesktopState.SUSPENDED, "Suspended by an admin.")
                .timer(null)
                .down();
    }

    DesktopDraft restart(String why) {
        wanted = Wanted.RUNNING;
        mark = null;
        return moveTo(DesktopState.UPDATING, why).timer(null);
    }

    DesktopDraft runs(RunningPolicy running) {
        make = new Make(make.bundle(), make.blueprint().with(running));
        retry = null;
        return before.inUse() ? timer(null) : startTimer();
    }

    DesktopDraft resized(Resize resize) {
        agenda = agenda.with(resize);
        retry = null;
        return this;
    }

    DesktopDraft exchanging(Exchange exchange, String why) {
        wanted = Wanted.RUNNING;
        mark = null;
        return exchange(exchange).moveTo(exchange.kind().state(), why).timer(null);
    }

    DesktopDraft exchange(@Nullable Exchange exchange) {
        agenda = agenda.with(exchange);
        return this;
    }

    DesktopDraft relocating(@Nullable Relocation relocation) {
        agenda = agenda.with(agenda.residence().with(relocation));
        return this;
    }

    @Nullable
    Relocation relocation() {
        return agenda.residence().relocation();
    }

    /** Its disks are there now, and nothing of it runs; null where it has no host. */
    DesktopDraft movedTo(@Nullable HostId other) {
        host = other;
        mark = null;
        attempts = 0;
        retry = null;
        power = Power.UNKNOWN;
        return relocating(null).down();
    }

    DesktopDraft made(Make other) {
        make = other;
        return this;
    }

    DesktopDraft made(Blueprint blueprint) {
        return made(new Make(make.bundle(), blueprint));
    }

    DesktopDraft roomless() {
        holdsRoom = false;
        return this;
    }

    Blueprint blueprint() {
        return make.blueprint();
    }

    Resize resize() {
        return agenda.resize();
    }

    /** What it became failed: it is to be as it was. */
    DesktopDraft undoing(Exchange failed) {
        mark = null;
        attempts = 0;
        started = null;
        retry = null;
        reason = failed.failure();
        return exchange(failed);
    }

    DesktopDraft keptUntil(@Nullable Instant until) {
        keptUntil = until;
        retry = null;
        return this;
    }
}
