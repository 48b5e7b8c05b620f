package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import dev.berth.broker.desktop.Step.Become;
import dev.berth.broker.desktop.Step.Rest;
import dev.berth.broker.desktop.Step.SetTimer;
import dev.berth.broker.desktop.Step.Wait;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The part of the plan for desktops that are AVAILABLE or UNHEALTHY: keep them running, notice, and stop when it is time. */
final class RunningDesktopPlanner {

    private final DesktopSettings settings;
    private final SnapshotPlanner snapshots;

    RunningDesktopPlanner(DesktopSettings settings, SnapshotPlanner snapshots) {
        this.settings = settings;
        this.snapshots = snapshots;
    }

    Step next(Desktop desktop, Sighting sighting, Instant now) {
        return switch (sighting) {
            case NotPlaced _ -> new Step.Fail("It is said to run and has no host. Retry to place it anew.");
            case Silent(String reason) -> new Wait(reason);
            case Gone _ -> wasTurnedOff(desktop, now);
            case There(Power power, boolean guestAnswers) ->
                switch (power) {
                    case RUNNING -> runs(desktop, sighting, guestAnswers, now);
                    case PAUSED -> new Become(DesktopState.STARTING, Interruption.PAUSED, Wanted.RUNNING);
                    case CRASHED -> crashed(desktop, now);
                    case OFF, SAVED -> wasTurnedOff(desktop, now);
                    case ABSENT, UNKNOWN -> new Wait("Its host says nothing clear of its machine.");
                };
        };
    }

    private Step runs(Desktop desktop, Sighting sighting, boolean guestAnswers, Instant now) {
        if (!desktop.condition().holdsRoom()) {
            return new Step.CountIn();
        }
        if (desktop.times().started() == null) {
            return new Step.Adopt();
        }
        if (desktop.agenda().resize().grows()) {
            return new Step.Grow();
        }
        // Before the timer: what is saved does not change any more, so this is the last time to take one.
        Step snapshot = snapshots.next(desktop, sighting, now);
        if (snapshot != null) {
            return snapshot;
        }
        Step timer = timer(desktop, now);
        return timer != null ? timer : health(desktop, guestAnswers, now);
    }

    /** What AUTO_STOP asks for; null when nothing. During the hours of a power schedule that is nothing: the schedule wins. */
    private @Nullable Step timer(Desktop desktop, Instant now) {
        Instant due = desktop.times().stopDue();
        var running = desktop.blueprint().running();
        if (running.mode() != RunningMode.AUTO_STOP || desktop.times().isHeld(now) || live(desktop, now)) {
            // A stop that is due while somebody uses it is one that nobody wants any more.
            return due == null ? null : new SetTimer(null);
        }
        var wait = Duration.ofMinutes(running.autoStopMinutes());
        if (due == null) {
            return new SetTimer(now.plus(wait));
        }
        return due.isAfter(now)
                ? null
                : new Become(
                        DesktopState.STOPPING,
                        "Not used for " + running.autoStopMinutes() + " minutes.",
                        Wanted.STOPPED);
    }

    private Step health(Desktop desktop, boolean guestAnswers, Instant now) {
        int silences = desktop.condition().attempts();
        if (guestAnswers) {
            if (desktop.state() == DesktopState.UNHEALTHY) {
                return new Become(DesktopState.AVAILABLE, null, Wanted.RUNNING);
            }
            return silences > 0 ? new Step.NoteGuest(0) : new Rest(nextLook(desktop, now));
        }
        if (desktop.state() == DesktopState.UNHEALTHY) {
            return new Rest(nextLook(desktop, now));
        }
        return silences + 1 < settings.silentChecks()
                ? new Step.NoteGuest(silences + 1)
                : new Become(
                        DesktopState.UNHEALTHY,
                        "Its guest agent stopped answering. Reboot it if it does not come back.",
                        Wanted.RUNNING);
    }

    private Instant nextLook(Desktop desktop, Instant now) {
        Instant look = now.plus(settings.healthInterval());
        Instant due = desktop.times().stopDue();
        return due != null && due.isBefore(look) ? due : look;
    }

    private Step wasTurnedOff(Desktop desktop, Instant now) {
        return desktop.blueprint().running().mode() == RunningMode.ALWAYS_ON || live(desktop, now)
                ? new Become(DesktopState.STARTING, Interruption.TURNED_OFF, Wanted.RUNNING)
                : new Become(DesktopState.STOPPED, Interruption.TURNED_OFF, Wanted.STOPPED);
    }

    private Step crashed(Desktop desktop, Instant now) {
        return desktop.blueprint().running().mode() == RunningMode.ALWAYS_ON || live(desktop, now)
                ? new Become(DesktopState.STARTING, Interruption.CRASHED, Wanted.RUNNING)
                : new Become(DesktopState.STOPPING, Interruption.CRASHED, Wanted.STOPPED);
    }

    /** Whether somebody uses it, or is just opening it. */
    private boolean live(Desktop desktop, Instant now) {
        Instant lastUsed = desktop.times().lastUsed();
        boolean opening = desktop.times().stopDue() == null
                && lastUsed != null
                && now.isBefore(lastUsed.plus(settings.openGrace()));
        return desktop.inUse() || opening;
    }
}
