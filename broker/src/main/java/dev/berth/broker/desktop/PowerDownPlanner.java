package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Sighting.Gone;
import dev.berth.broker.desktop.Sighting.NotPlaced;
import dev.berth.broker.desktop.Sighting.Silent;
import dev.berth.broker.desktop.Sighting.There;
import dev.berth.broker.desktop.Step.Wait;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The part of the plan that turns a machine off: its guest writes everything back, or has had the time to. */
final class PowerDownPlanner {

    private final LifecycleSettings settings;

    PowerDownPlanner(LifecycleSettings settings) {
        this.settings = settings;
    }

    /** Null when it takes no memory of its host any more. */
    @Nullable
    Step next(Desktop desktop, Sighting sighting, Instant now) {
        return switch (sighting) {
            case NotPlaced _, Gone _ -> null;
            case Silent(String reason) -> new Wait(reason);
            case There(Power power, boolean _) ->
                switch (power) {
                    case RUNNING -> shutDown(desktop, now);
                    // Only a guest that runs can write back what it holds.
                    case PAUSED -> new Step.Resume();
                    case CRASHED -> new Step.PowerOff();
                    case OFF, SAVED -> null;
                    case ABSENT, UNKNOWN -> new Wait("Its host says nothing clear of its machine.");
                };
        };
    }

    private Step shutDown(Desktop desktop, Instant now) {
        Instant told = desktop.times().started();
        if (desktop.condition().mark() != Mark.SHUTTING_DOWN || told == null) {
            return new Step.ShutDown();
        }
        return now.isBefore(told.plus(settings.shutDownLimit())) ? new Step.AwaitOff() : new Step.PowerOff();
    }
}
