package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Residence.Tenure;
import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import dev.berth.broker.desktop.Step.Become;
import dev.berth.broker.desktop.Step.Wait;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The part of the plan that brings a desktop from a host which is drained, or was declared lost, to another. */
final class RelocationPlanner {

    private static final String LOST =
            "Its host was declared lost, and has not been seen to have turned its machine off:"
                    + " it starts nowhere else until that is so. Where the host is off, say so when you declare it lost.";

    private static final String EMPTIED = "Its host is being emptied: it is shut down, so that it can move.";
    /** A desktop that found no room is not shut down for another try before that. */
    private static final Duration BETWEEN_TRIES = Duration.ofHours(1);

    private final DesktopSettings settings;

    RelocationPlanner(DesktopSettings settings) {
        this.settings = settings;
    }

    /** What comes before everything else; null when nothing does. */
    @Nullable
    Step first(Desktop desktop, Sighting sighting, Instant now) {
        Residence residence = desktop.agenda().residence();
        Relocation move = residence.relocation();
        if (residence.tenure().lost()) {
            if (isNoMore(desktop) || sighting instanceof NotPlaced) {
                return null;
            }
            if (move == null || move.restart() != null) {
                return leaveLost(residence.tenure(), move, sighting);
            }
            return hasArrived(desktop, move, sighting) ? move(move) : new Step.GiveUpMove();
        }
        boolean unwanted = residence.tenure() == Tenure.STAYS;
        // What hosts refused was memory that is used up once it runs again: they may be asked for the next.
        boolean outdated = move != null && (move.begun() || !move.refusals().isEmpty()) && !rests(desktop);
        if (move != null && (unwanted || move.restart() != null || outdated)) {
            return new Step.GiveUpMove();
        }
        return residence.tenure() == Tenure.LEAVES_WITHOUT_MEMORY && mayBeShutDown(desktop, now)
                ? new Become(DesktopState.STOPPING, EMPTIED, Wanted.STOPPED)
                : null;
    }

    /** All of it is on the other host as it was left here, which is newer than any copy. */
    private static boolean hasArrived(Desktop desktop, Relocation move, Sighting sighting) {
        boolean whole = move.phase() == Relocation.Phase.COPIED || move.phase() == Relocation.Phase.RESTORED;
        boolean off = !(sighting instanceof There(Power power, boolean _))
                || power == Power.OFF
                || power == Power.SAVED
                || power == Power.ABSENT;
        return whole && off && rests(desktop);
    }

    /** An instance is never moved: on a host that was declared lost, it is over. Null on every other host. */
    @Nullable
    Step offLostHost(Desktop desktop, Sighting sighting) {
        Tenure tenure = desktop.agenda().residence().tenure();
        return !tenure.lost() || isNoMore(desktop) || sighting instanceof NotPlaced
                ? null
                : leaveLost(tenure, null, sighting);
    }

    /** One that always runs is never off by itself: while nobody uses it, it goes down for its move and comes up after it. */
    private boolean mayBeShutDown(Desktop desktop, Instant now) {
        Relocation move = desktop.agenda().residence().relocation();
        Instant lastUsed = desktop.times().lastUsed();
        return desktop.state() == DesktopState.AVAILABLE
                && desktop.blueprint().running().mode() == RunningMode.ALWAYS_ON
                && !desktop.inUse()
                && (lastUsed == null || lastUsed.plus(settings.openGrace()).isBefore(now))
                && (move == null || move.since().plus(BETWEEN_TRIES).isBefore(now));
    }

    /** Whether one that is to run all the time stays off now, because it moves; where it cannot, it comes up again. */
    static boolean movesWhileOff(Desktop desktop, Sighting sighting) {
        Residence residence = desktop.agenda().residence();
        Relocation move = residence.relocation();
        boolean saved = sighting instanceof There(Power power, boolean _) && power == Power.SAVED;
        return residence.tenure().leaves()
                && (move == null || move.begun())
                && (!saved || residence.tenure() == Tenure.LEAVES_WITHOUT_MEMORY);
    }

    /** For a desktop that rests; null when it stays, or is to be left alone. */
    @Nullable
    Step next(Desktop desktop, Sighting sighting) {
        Residence residence = desktop.agenda().residence();
        if (!residence.tenure().leaves()) {
            return null;
        }
        return switch (sighting) {
            case NotPlaced _ -> null;
            case Silent(String reason) -> underWay(desktop) ? new Wait(reason) : new Step.AwaitMove(reason);
            case Gone _ -> carriesMemory(desktop) ? new Step.GiveUpMove() : move(residence.relocation());
            case There(Power power, boolean _) ->
                switch (power) {
                    case RUNNING, PAUSED, CRASHED ->
                        new Step.AwaitMove("Its machine runs. Stop it, or retry it first.");
                    case SAVED -> withMemory(desktop, residence);
                    case OFF -> {
                        Relocation move = residence.relocation();
                        yield move == null || !move.begun()
                                ? new Step.ChooseHost()
                                : carriesMemory(desktop) ? new Step.GiveUpMove() : new Step.RemoveMachine();
                    }
                    case ABSENT, UNKNOWN -> new Wait("Its host says nothing clear of its machine.");
                };
        };
    }

    /** Whether its volumes are being copied, so that nothing else may change which there are. */
    static boolean underWay(Desktop desktop) {
        Relocation move = desktop.agenda().residence().relocation();
        return move != null && move.begun();
    }

    private static Step move(@Nullable Relocation move) {
        return move == null
                ? new Step.ChooseHost()
                : switch (move.phase()) {
                    case WAITING -> new Step.ChooseHost();
                    case CHOSEN -> new Step.InspectHost();
                    case COPYING -> new Step.CopyVolumes();
                    case COPIED -> move.carried().isPresent() ? new Step.RestoreThere() : new Step.SwitchHost();
                    case RESTORED -> new Step.SwitchHost();
                };
    }

    /** Somebody who lays hands on its machine meanwhile makes the memory that was sent an old one. */
    private static boolean carriesMemory(Desktop desktop) {
        Relocation move = desktop.agenda().residence().relocation();
        return move != null && move.carried().isPresent();
    }

    /** The machine stays as it is, and its memory with it, until the other host has shown that it can restore it. */
    private static Step withMemory(Desktop desktop, Residence residence) {
        boolean off = desktop.state() == DesktopState.STOPPED || desktop.state() == DesktopState.SUSPENDED;
        if (residence.tenure() == Tenure.LEAVES_WITHOUT_MEMORY && off) {
            return new Become(
                    DesktopState.STOPPING, EMPTIED, desktop.condition().wanted());
        }
        Relocation move = residence.relocation();
        if (move != null && move.begun() && move.phase() != Relocation.Phase.CHOSEN && !carriesMemory(desktop)) {
            return new Step.GiveUpMove();
        }
        return desktop.state() == DesktopState.TERMINATED || desktop.agenda().exchange() != null
                ? new Step.AwaitMove(
                        "Its memory is saved on this host, and it is not at rest. Retry or revive it first.")
                : move(move);
    }

    private static Step leaveLost(Tenure tenure, @Nullable Relocation move, Sighting sighting) {
        Step leave = move == null ? new Step.LeaveLostHost() : new Step.RestartFromCopy();
        return switch (sighting) {
            case Silent _ -> tenure == Tenure.LOST_AND_OFF ? leave : new Wait(LOST);
            case There(Power power, boolean _) -> power.holdsMemory() ? new Step.PowerOff() : leave;
            case NotPlaced _, Gone _ -> leave;
        };
    }

    private static boolean isNoMore(Desktop desktop) {
        return desktop.state() == DesktopState.TERMINATED && desktop.times().keptUntil() == null;
    }

    /** Whether it is off and nobody wants it to run. */
    static boolean rests(Desktop desktop) {
        return switch (desktop.state()) {
            case STOPPED, SUSPENDED -> desktop.condition().wanted() != Wanted.RUNNING;
            case ERROR, TERMINATED -> true;
            case PENDING,
                    AVAILABLE,
                    STARTING,
                    STOPPING,
                    REBOOTING,
                    REBUILDING,
                    RESTORING,
                    UPDATING,
                    MAINTENANCE,
                    ADMIN_MAINTENANCE,
                    UNHEALTHY,
                    TERMINATING -> false;
        };
    }
}
