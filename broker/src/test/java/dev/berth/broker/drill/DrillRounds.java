package dev.berth.broker.drill;

import dev.berth.broker.BrokerNode;

/** What a node's timers do about drills, when a test says so. */
public final class DrillRounds {

    private DrillRounds() {}

    public static void goOn(BrokerNode node) {
        node.get(DrillRound.class).goOnNow();
    }

    public static void plan(BrokerNode node) {
        node.get(DrillRound.class).planNow();
    }
}
