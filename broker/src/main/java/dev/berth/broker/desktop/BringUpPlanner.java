package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import dev.berth.broker.desktop.Step.AwaitGuest;
import dev.berth.broker.desktop.Step.Wait;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The part of the plan that brings a machine up, until its guest is ready. */
final class BringUpPlanner {

    private final DesktopSettings settings;

    BringUpPlanner(DesktopSettings settings) {
        this.settings = settings;
    }

    Step next(Desktop desktop, Sighting sighting, Instant now) {
        PointId incoming = desktop.agenda().points().incoming();
        Step first = incoming == null || desktop.agenda().exchange() != null ? null : takeIn(sighting, incoming);
        return first != null ? first : bringUp(desktop, sighting, now);
    }

    /**
     * What was sent for it from another region becomes its user volume before anybody works on it. Saved memory belongs to
     * the volume before, and goes. Null while the machine runs: then it is the next start's.
     */
    private static @Nullable Step takeIn(Sighting sighting, PointId incoming) {
        return switch (sighting) {
            case NotPlaced _, Silent _ -> null;
            case Gone _ -> new Step.TakePointIn(incoming);
            case There(Power power, boolean _) ->
                power == Power.SAVED || power == Power.OFF ? new Step.RemoveMachine() : null;
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
                    case OFF -> desktop.times().started() != null ? new Step.NoteOff() : boot(desktop);
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
        return mark == Mark.DISKS_MADE ? boot(desktop) : roomFirst(desktop, new Step.MakeDisks());
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

    /** A machine that is off takes the sizes that wait for it, unless it only proves that its new disks are good. */
    private static Step boot(Desktop desktop) {
        Resize resize = desktop.agenda().resize();
        if (desktop.agenda().exchange() == null && resize.compute() != null) {
            return new Step.TakeSize();
        }
        if (desktop.agenda().exchange() == null && resize.grows()) {
            return new Step.Grow();
        }
        return roomFirst(desktop, new Step.Boot());
    }

    private static Step roomFirst(Desktop desktop, Step step) {
        return desktop.condition().holdsRoom() ? step : new Step.Admit();
    }
}
