package dev.berth.broker.desktop;

import dev.berth.broker.catalog.RunningMode;
import java.time.Instant;

/** What a run of maintenance does to a desktop's state: it has it to itself, and puts it back as it was. */
record Upkeep(Desktop desktop) {

    /** Nobody who works on it is put out. */
    Desktop entered(String why, Instant now) {
        if (desktop.state() != DesktopState.AVAILABLE) {
            throw refused("enter maintenance", "allowed is [AVAILABLE]");
        }
        if (desktop.inUse()) {
            throw refused("enter maintenance", "somebody uses it");
        }
        return desktop.draft(now)
                .moveTo(DesktopState.MAINTENANCE, why)
                .timer(null)
                .done();
    }

    /** @param off whether it was off before; one that became ALWAYS_ON since, or that a power schedule keeps on, runs on */
    Desktop left(boolean off, Instant now) {
        if (desktop.state() != DesktopState.MAINTENANCE) {
            throw refused("leave maintenance", "allowed is [MAINTENANCE]");
        }
        return off && mayStop(now)
                ? desktop.draft(now)
                        .stop("Put back as it was before maintenance.")
                        .done()
                : desktop.draft(now)
                        .moveTo(DesktopState.AVAILABLE, null)
                        .startTimer()
                        .done();
    }

    /** It was woken for maintenance that does not take place. One that somebody has opened meanwhile is theirs. */
    Desktop putBack(Instant now) {
        return desktop.state() == DesktopState.AVAILABLE && !desktop.inUse() && mayStop(now)
                ? desktop.draft(now)
                        .stop("Put back: its maintenance did not take place.")
                        .done()
                : desktop;
    }

    private boolean mayStop(Instant now) {
        return desktop.blueprint().running().mode() != RunningMode.ALWAYS_ON
                && !desktop.times().isHeld(now);
    }

    private GuardRefusedException refused(String verb, String why) {
        return new GuardRefusedException(verb, desktop.id(), desktop.state(), why);
    }
}
