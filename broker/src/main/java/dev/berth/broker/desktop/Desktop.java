package dev.berth.broker.desktop;

import static dev.berth.broker.desktop.DesktopState.*;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One person's desktop of a bundle, as it was read. Verbs return it as it is to become; the store sets that if nobody
 * was faster.
 *
 * @param inUse whether it has a live session
 * @param revision counts up with each change
 */
public record Desktop(
        DesktopId id,
        PersonId person,
        BundleId bundle,
        Blueprint blueprint,
        Condition condition,
        Times times,
        boolean inUse,
        long revision) {

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

    /** Somebody opens it: it is to run, and no timer stops it. An earlier error is tried again. */
    Desktop opened(Instant now) {
        require("open", EnumSet.complementOf(EnumSet.of(TERMINATING, TERMINATED, SUSPENDED, ADMIN_MAINTENANCE)));
        return draft(now).use().bringUpIfDown().done();
    }

    /** The last session is gone: AUTO_STOP's timer starts. */
    Desktop released(Instant now) {
        return draft(now).used().startTimer().done();
    }

    Desktop startAsked(Instant now) {
        require("start", EnumSet.of(STOPPED));
        return draft(now).bringUpIfDown().done();
    }

    Desktop stopAsked(Instant now) {
        if (blueprint.running().mode() == RunningMode.ALWAYS_ON) {
            throw new GuardRefusedException("stop", id, state(), "it is ALWAYS_ON; allowed is AUTO_STOP or MANUAL");
        }
        require("stop", EnumSet.of(AVAILABLE, UNHEALTHY, ERROR));
        return draft(now).stop("Stopped on request.").done();
    }

    Desktop rebootAsked(Instant now) {
        if (state() == REBOOTING && times.stateSince().plus(STUCK_REBOOT).isBefore(now)) {
            return draft(now).reboot().done();
        }
        require("reboot", EnumSet.of(AVAILABLE, UNHEALTHY));
        return draft(now).reboot().done();
    }

    Desktop retryAsked(Instant now) {
        require("retry", EnumSet.of(ERROR));
        return draft(now).bringUpIfDown().done();
    }

    Desktop terminateAsked(Instant now) {
        if (state() == TERMINATING || state() == TERMINATED) {
            return this;
        }
        require("terminate", EnumSet.complementOf(EnumSet.of(SUSPENDED)));
        return draft(now).terminate().done();
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

    private void require(String operation, Set<DesktopState> allowed) {
        if (!allowed.contains(state())) {
            throw new GuardRefusedException(operation, id, state(), "allowed is " + allowed);
        }
    }
}
