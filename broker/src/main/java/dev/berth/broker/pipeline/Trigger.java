package dev.berth.broker.pipeline;

/** What started a run. */
public enum Trigger {
    BY_HAND,
    SCHEDULE,
    BASE_CHANGED
}
