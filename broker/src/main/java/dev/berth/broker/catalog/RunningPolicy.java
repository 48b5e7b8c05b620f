package dev.berth.broker.catalog;

/**
 * When desktops run.
 *
 * @param autoStopMinutes how long an AUTO_STOP desktop goes on after its last session ended
 */
public record RunningPolicy(RunningMode mode, int autoStopMinutes) {

    public RunningPolicy {
        Field.within("autoStopMinutes", autoStopMinutes, 1, 43_200, "minutes");
    }
}
