package dev.berth.broker.computer;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.directory.ComputersInUse;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Drives what is done about computer accounts: at once when a desktop is made or changed, and by time. */
@Component
class ComputerTimer implements AutoCloseable {

    private final ComputerSweep sweep;
    private final boolean wanted;
    private final Nudged round;
    private final SchemaContract contract;
    private final Subscription subscription;

    ComputerTimer(
            ComputerRound round, ComputerSweep sweep, ComputersInUse inUse, SchemaContract contract, Signals signals) {
        this.contract = contract;
        this.sweep = sweep;
        this.wanted = inUse.accounts().isPresent();
        this.round = new Nudged("computer accounts", () -> contract.during(round::reconcile));
        this.subscription = signals.subscribe(Channel.DESKTOP, desktop -> nudge());
    }

    @Scheduled(fixedDelayString = "3s")
    void nudge() {
        if (wanted) {
            round.nudge();
        }
    }

    @Scheduled(fixedDelayString = "${berth.directory.computers.sweep-interval:1h}")
    void sweep() {
        contract.during(sweep::sweep);
    }

    @Override
    public void close() {
        subscription.close();
        round.close();
    }
}
