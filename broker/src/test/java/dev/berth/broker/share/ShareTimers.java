package dev.berth.broker.share;

/** Nodes of tests have no timers: this lets one tick. */
public final class ShareTimers {

    private ShareTimers() {}

    public static void tick(Guests guests) {
        guests.run();
    }
}
