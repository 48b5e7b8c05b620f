package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import dev.berth.broker.desktop.Step.AwaitGuest;
import dev.berth.broker.desktop.Step.Become;
import dev.berth.broker.desktop.Step.Rest;
import dev.berth.broker.desktop.Step.Wait;
import java.time.Duration;
import java.time.Instant;

/** Decides everything about a desktop's next step, from its row, what was seen of its machine, and the time. */
final class DesktopPlanner {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final DesktopSettings settings;
    private final RunningDesktopPlanner running;

    DesktopPlanner(DesktopSettings settings) {
        this.settings = settings;
        this.running = new RunningDesktopPlanner(settings);
    }

    Step next(Desktop desktop, Sighting sighting, Instant now) {
        return switch (desktop.state()) {
            case PENDING, STARTING -> bringUp(desktop, sighting, now);
            case AVAILABLE, UNHEALTHY -> running.next(desktop, sighting, now);
            case STOPPING -> bringDown(desktop, sighting);
            case STOPPED -> keepDown(desktop, sighting, now);
            case REBOOTING -> reboot(desktop, sighting, now);
            case TERMINATING -> terminate(sighting);
            case ERROR, REBUILDING, RESTORING, UPDATING, MAINTENANCE, ADMIN_MAINTENANCE, SUSPENDED, TERMINATED ->
                new Rest(now.plus(LONG));
        };
    }

    private Step bringUp(Desktop desktop, Sighting sighting, Instant now) {
        return switch (sighting) {
            case NotPlaced _ -> new Step.Admit();
            case Silent(String reason) -> new Wait(reason);
            case Gone gone -> make(desktop, gone);
            case There(Power power, boolean _) ->
                switch (power) {
                    case RUNNING -> becomeReady(desktop, now);
                    case PAUSED -> roomFirst(desktop, new Step.Resume());
                    case CRASHED -> new Step.PowerOff();
                    case SAVED ->
                        desktop.times().started() != null ? new Step.NoteOff() : roomFirst(desktop, new Step.Resume());
                    case OFF ->
                        desktop.times().started() != null ? new Step.NoteOff() : roomFirst(desktop, new Step.Boot());
                    case ABSENT, UNKNOWN -> new Wait("Its host says nothing clear of its machine.");
                };
        };
    }

    private Step make(Desktop desktop, Gone gone) {
        if (desktop.times().started() != null) {
            return new Step.NoteOff();
        }
        Mark mark = desktop.condition().mark();
        boolean first = desktop.times().firstReady() == null;
        if (first && gone.template() && !gone.rootVolume() && mark != Mark.TEMPLATE_REFUSED) {
            return roomFirst(desktop, new Step.Clone());
        }
        return roomFirst(desktop, mark == Mark.DISKS_MADE ? new Step.Boot() : new Step.MakeDisks());
    }

    private Step becomeReady(Desktop desktop, Instant now) {
        if (!desktop.condition().holdsRoom()) {
            return new Step.CountIn();
        }
        Mark mark = desktop.condition().mark();
        Instant started = desktop.times().started();
        if (mark == Mark.CLONING && started == null) {
            return new Step.Clone();
        }
        if (started == null) {
            return new Step.Adopt();
        }
        boolean retried = mark == Mark.RETRIED;
        Instant deadline = started.plus(retried ? settings.retryGrace() : settings.guestReadyLimit());
        if (now.isBefore(deadline)) {
            return new AwaitGuest(deadline);
        }
        return retried
                ? new Step.PowerOff()
                : new Step.Fail(
                        "Its guest did not get ready within "
                                + settings.guestReadyLimit().toSeconds()
                                + " s of its machine's start: guest agent or RDP do not answer. Retry, or look at its console.");
    }

    private static Step bringDown(Desktop desktop, Sighting sighting) {
        boolean wantedAgain = desktop.condition().wanted() == Wanted.RUNNING;
        return switch (sighting) {
            case NotPlaced _ ->
                new Become(DesktopState.STOPPED, desktop.condition().reason(), Wanted.STOPPED);
            case Silent(String reason) -> new Wait(reason);
            case Gone _ -> wantedAgain ? backUp() : stopped(desktop);
            case There(Power power, boolean _) ->
                switch (power) {
                    case RUNNING ->
                        wantedAgain ? new Become(DesktopState.AVAILABLE, null, Wanted.RUNNING) : new Step.Save();
                    case PAUSED -> wantedAgain ? backUp() : new Step.Save();
                    case CRASHED -> new Step.PowerOff();
                    case SAVED, OFF -> wantedAgain ? backUp() : stopped(desktop);
                    case ABSENT, UNKNOWN -> new Wait("Its host says nothing clear of its machine.");
                };
        };
    }

    private static Step keepDown(Desktop desktop, Sighting sighting, Instant now) {
        if (desktop.condition().wanted() == Wanted.RUNNING
                || desktop.blueprint().running().mode() == RunningMode.ALWAYS_ON) {
            return backUp();
        }
        return sighting instanceof There(Power power, boolean _) && power.holdsMemory()
                ? new Become(DesktopState.STOPPING, "Its machine was started outside Berth.", Wanted.STOPPED)
                : new Rest(now.plus(LONG));
    }

    private Step reboot(Desktop desktop, Sighting sighting, Instant now) {
        return switch (sighting) {
            case NotPlaced _ -> backUp();
            case Silent(String reason) -> new Wait(reason);
            case Gone _ -> backUp();
            case There(Power power, boolean _) -> power == Power.RUNNING ? rebootRunning(desktop, now) : backUp();
        };
    }

    private Step rebootRunning(Desktop desktop, Instant now) {
        Instant started = desktop.times().started();
        if (desktop.condition().mark() != Mark.REBOOTED || started == null) {
            return new Step.Reboot();
        }
        Instant deadline = started.plus(settings.guestReadyLimit());
        return now.isBefore(deadline)
                ? new AwaitGuest(deadline)
                : new Become(DesktopState.UNHEALTHY, "Its guest did not come back after a reboot.", Wanted.RUNNING);
    }

    private static Step terminate(Sighting sighting) {
        return switch (sighting) {
            case NotPlaced _ -> new Become(DesktopState.TERMINATED, null, Wanted.TERMINATED);
            case Silent(String reason) -> new Wait(reason);
            case Gone _ -> new Step.DeleteVolumes();
            case There _ -> new Step.RemoveMachine();
        };
    }

    private static Step roomFirst(Desktop desktop, Step step) {
        return desktop.condition().holdsRoom() ? step : new Step.Admit();
    }

    private static Step backUp() {
        return new Become(DesktopState.STARTING, null, Wanted.RUNNING);
    }

    private static Step stopped(Desktop desktop) {
        return new Become(DesktopState.STOPPED, desktop.condition().reason(), Wanted.STOPPED);
    }
}
