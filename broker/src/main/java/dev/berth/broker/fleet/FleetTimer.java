package dev.berth.broker.fleet;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.broker.signal.ThisNode;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks at fleets: at once when a session has begun or ended, and by time. */
@Component
class FleetTimer implements AutoCloseable {

    private final Nudged look;
    private final Subscription subscription;
    private final boolean schedules;

    FleetTimer(FleetKeeper keeper, SchemaContract contract, Signals signals, ThisNode node) {
        schedules = node.roles().contains("SCHEDULER");
        look = new Nudged("fleets", () -> contract.during(keeper::keep));
        subscription = signals.subscribe(Channel.SESSION, session -> nudge());
    }

    @Scheduled(fixedDelayString = "2s")
    void nudge() {
        if (schedules) {
            look.nudge();
        }
    }

    @Override
    public void close() {
        subscription.close();
        look.close();
    }
}
