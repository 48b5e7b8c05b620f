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
import org.jspecify.annotations.Nullable;

/** Decides everything about a desktop's next step, from its row, what was seen of its machine, and the time. */
final class DesktopPlanner {

    private static final Duration LONG = Duration.ofMinutes(10);

    private static final String STARTED_OUTSIDE = "Its machine was started outside Berth.";

    private static final String LIVES = "It is terminated, and its machine lives: was the database put back to an older"
            + " state? Nothing of it is deleted. Revive it, or remove the machine by hand.";

    private final DesktopSettings settings;
    private final LifecycleSettings lifecycle;
    private final BringUpPlanner bringUp;
    private final RunningDesktopPlanner running;
    private final PowerDownPlanner powerDown;
    private final ExchangePlanner exchange;
    private final SnapshotPlanner snapshots;
    private final RelocationPlanner relocation;

    DesktopPlanner(DesktopSettings settings, LifecycleSettings lifecycle) {
        this.settings = settings;
        this.lifecycle = lifecycle;
        snapshots = new SnapshotPlanner(lifecycle);
        bringUp = new BringUpPlanner(settings);
        running = new RunningDesktopPlanner(settings, snapshots);
        powerDown = new PowerDownPlanner(lifecycle);
        relocation = new RelocationPlanner(settings);
        exchange = new ExchangePlanner(powerDown, bringUp);
    }

    Step next(Desktop desktop, Sighting sighting, Instant now) {
        if (desktop.isInstance()) {
            Step leaves = relocation.offLostHost(desktop, sighting);
            return leaves != null ? leaves : inItsState(desktop.keptNowhere(now), sighting, now);
        }
        Step first = relocation.first(desktop, sighting, now);
        return first != null ? first : inItsState(desktop, sighting, now);
    }

    private Step inItsState(Desktop desktop, Sighting sighting, Instant now) {
        return switch (desktop.state()) {
            case PENDING, STARTING -> bringUp.next(desktop, sighting, now);
            case AVAILABLE, UNHEALTHY -> running.next(desktop, sighting, now);
            case STOPPING -> bringDown(desktop, sighting, now);
            case STOPPED -> keepDown(desktop, sighting, now);
            case REBOOTING -> reboot(desktop, sighting, now);
            case REBUILDING, RESTORING -> exchange.next(desktop, sighting, now);
            case UPDATING -> restart(desktop, sighting, now);
            case SUSPENDED -> keepSuspended(desktop, sighting, now);
            case ERROR -> rest(desktop, sighting, now);
            case TERMINATING -> terminate(desktop, sighting);
            case TERMINATED -> forget(desktop, sighting, now);
            case MAINTENANCE -> otherwise(snapshots.next(desktop, sighting, now), new Rest(now.plus(LONG)));
            case ADMIN_MAINTENANCE -> new Rest(now.plus(LONG));
        };
    }

    /** A snapshot, a move to another host, or nothing. */
    private Step rest(Desktop desktop, Sighting sighting, Instant now) {
        Step moving = relocation.next(desktop, sighting);
        if (moving != null && RelocationPlanner.underWay(desktop)) {
            return moving;
        }
        return otherwise(snapshots.next(desktop, sighting, now), otherwise(moving, new Rest(now.plus(LONG))));
    }

    private Step bringDown(Desktop desktop, Sighting sighting, Instant now) {
        boolean wantedAgain = desktop.condition().wanted() == Wanted.RUNNING;
        if (!wantedAgain && desktop.agenda().residence().tenure() == Residence.Tenure.LEAVES_WITHOUT_MEMORY) {
            return shutDown(desktop, sighting, now);
        }
        return switch (sighting) {
            case NotPlaced _ -> stopped(desktop);
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

    /** What is saved comes up once more, for only a guest that runs can be shut down. */
    private Step shutDown(Desktop desktop, Sighting sighting, Instant now) {
        if (sighting instanceof There(Power power, boolean _) && power == Power.SAVED) {
            return desktop.condition().holdsRoom() ? new Step.Resume() : new Step.Admit();
        }
        return otherwise(powerDown.next(desktop, sighting, now), stopped(desktop));
    }

    private Step keepDown(Desktop desktop, Sighting sighting, Instant now) {
        if (desktop.condition().wanted() == Wanted.RUNNING
                || desktop.blueprint().running().mode() == RunningMode.ALWAYS_ON
                        && !RelocationPlanner.movesWhileOff(desktop, sighting)) {
            return backUp();
        }
        return sighting instanceof There(Power power, boolean _) && power.holdsMemory()
                ? new Become(DesktopState.STOPPING, STARTED_OUTSIDE, Wanted.STOPPED)
                : rest(desktop, sighting, now);
    }

    private Step keepSuspended(Desktop desktop, Sighting sighting, Instant now) {
        return sighting instanceof There(Power power, boolean _) && power.holdsMemory()
                ? new Become(DesktopState.STOPPING, STARTED_OUTSIDE, Wanted.SUSPENDED)
                : rest(desktop, sighting, now);
    }

    /** Off, and then up again with what waits for that. */
    private Step restart(Desktop desktop, Sighting sighting, Instant now) {
        return otherwise(
                powerDown.next(desktop, sighting, now),
                new Become(DesktopState.STARTING, desktop.condition().reason(), Wanted.RUNNING));
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

    /** The volumes of one that somebody can have worked on are kept for a while. */
    private Step terminate(Desktop desktop, Sighting sighting) {
        if (desktop.agenda().exchange() != null && sighting instanceof Gone) {
            return new Step.GiveUpDisks();
        }
        boolean kept = !desktop.isInstance()
                && desktop.holdsWork()
                && lifecycle.keepTerminated().isPositive();
        return switch (sighting) {
            case NotPlaced _ -> new Become(DesktopState.TERMINATED, null, Wanted.TERMINATED);
            case Silent(String reason) -> new Wait(reason);
            case Gone _ ->
                kept ? new Become(DesktopState.TERMINATED, null, Wanted.TERMINATED) : new Step.DeleteVolumes();
            case There _ -> new Step.RemoveMachine();
        };
    }

    private Step forget(Desktop desktop, Sighting sighting, Instant now) {
        Instant keptUntil = desktop.times().keptUntil();
        if (keptUntil == null) {
            return new Rest(now.plus(LONG));
        }
        if (desktop.times().forgettingSince() == null && keptUntil.isAfter(now)) {
            Step move = relocation.next(desktop, sighting);
            if (move != null) {
                return move;
            }
        } else if (RelocationPlanner.underWay(desktop)) {
            return new Step.GiveUpMove();
        }
        if (sighting instanceof Silent(String reason)) {
            return new Wait(reason);
        }
        if (desktop.times().forgettingSince() == null) {
            return sighting.power().keepsMemory() ? new Wait(LIVES) : new Step.BeginForgetting();
        }
        return sighting instanceof There ? new Step.RemoveMachine() : new Step.DeleteVolumes();
    }

    private static Step backUp() {
        return new Become(DesktopState.STARTING, null, Wanted.RUNNING);
    }

    private static Step stopped(Desktop desktop) {
        return desktop.condition().wanted() == Wanted.SUSPENDED
                ? new Become(DesktopState.SUSPENDED, desktop.condition().reason(), Wanted.SUSPENDED)
                : new Become(DesktopState.STOPPED, desktop.condition().reason(), Wanted.STOPPED);
    }

    private static Step otherwise(@Nullable Step first, Step second) {
        return first != null ? first : second;
    }
}
