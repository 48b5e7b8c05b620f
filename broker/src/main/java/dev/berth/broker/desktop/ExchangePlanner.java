package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import dev.berth.broker.desktop.Step.Wait;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of the plan that gives a desktop other disks. The machine goes down; new volumes are made beside the old ones;
 * the row takes the new ones and keeps the old as a snapshot; room for the new machine is taken; the machine, which knew the
 * old ones, is forgotten, and memory that it had saved is kept as a volume; another comes up on the new. What fails on the
 * way is put back, with the saved memory.
 */
final class ExchangePlanner {

    private final PowerDownPlanner powerDown;
    private final BringUpPlanner bringUp;

    ExchangePlanner(PowerDownPlanner powerDown, BringUpPlanner bringUp) {
        this.powerDown = powerDown;
        this.bringUp = bringUp;
    }

    Step next(Desktop desktop, Sighting sighting, Instant now) {
        if (sighting instanceof Silent(String reason)) {
            return new Wait(reason);
        }
        Exchange exchange = desktop.agenda().exchange();
        if (exchange == null) {
            return new Step.Fail("It is said to get other disks, and nothing says which. Retry it.");
        }
        return switch (exchange.phase()) {
            case PREPARING -> prepare(desktop, exchange, sighting, now);
            case SWAPPED -> swapped(desktop, exchange, sighting);
            case PROVING -> bringUp.next(desktop, sighting, now);
            // The machine, where there is one, was not touched but for being turned off: it is the old disks' still.
            case UNDOING -> new Step.PutBack();
            case SWAPPING_BACK -> withoutMachine(sighting, new Step.PutBack());
        };
    }

    private Step prepare(Desktop desktop, Exchange exchange, Sighting sighting, Instant now) {
        if (!exchange.hasReserved() && desktop.condition().mark() != Mark.DISKS_MADE) {
            return new Step.ReserveDisks();
        }
        @Nullable Step down = powerDown.next(desktop, sighting, now);
        if (down != null) {
            return down;
        }
        return desktop.condition().mark() == Mark.DISKS_MADE ? new Step.SwapDisks() : new Step.MakeNewDisks();
    }

    /** A machine with saved memory goes only once another has room in its place, and the memory is kept beside it. */
    private static Step swapped(Desktop desktop, Exchange exchange, Sighting sighting) {
        if (sighting instanceof There && !desktop.condition().holdsRoom()) {
            return new Step.Admit();
        }
        boolean saved = sighting instanceof There(Power power, boolean _) && power == Power.SAVED;
        return saved && !exchange.keepsMemory() ? new Step.KeepMemory() : withoutMachine(sighting, new Step.Prove());
    }

    private static Step withoutMachine(Sighting sighting, Step then) {
        return switch (sighting) {
            case Silent(String reason) -> new Wait(reason);
            case There _ -> new Step.RemoveMachine();
            case Gone _, NotPlaced _ -> then;
        };
    }
}
