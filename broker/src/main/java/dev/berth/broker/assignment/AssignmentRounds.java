package dev.berth.broker.assignment;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps assignments: at once when somebody has come in, and by time. Nodes share the people among themselves. */
@Component
class AssignmentRounds implements AutoCloseable {

    private final Settlement settlement;
    private final Departures departures;
    private final AssignmentSettings settings;
    private final SchemaContract contract;
    private final Nudged settle;
    private final Subscription subscription;

    AssignmentRounds(
            Settlement settlement,
            Departures departures,
            AssignmentSettings settings,
            SchemaContract contract,
            Signals signals) {
        this.contract = contract;
        this.settlement = settlement;
        this.departures = departures;
        this.settings = settings;
        this.settle = new Nudged("assignments", () -> contract.during(this::settleAll));
        this.subscription = signals.subscribe(Channel.PERSON, person -> settle.nudge());
    }

    @Scheduled(fixedDelayString = "15s")
    void settleAgain() {
        settle.nudge();
    }

    @Scheduled(fixedDelayString = "1m")
    void departures() {
        contract.during(() -> {
            departures.look(settings.reread());
            departures.act();
        });
    }

    private void settleAll() {
        boolean more;
        do {
            more = settlement.settleDue();
        } while (more);
    }

    @Override
    public void close() {
        subscription.close();
        settle.close();
    }
}
