package dev.berth.broker.recording;

/** Nodes of tests have no timers: this lets one tick. */
public final class RecordingTimers {

    private RecordingTimers() {}

    public static void tick(Recordings recordings) {
        recordings.run();
    }
}
