package dev.berth.broker.catalog;

/** When a desktop runs. */
public enum RunningMode {
    /** Always; it is started again when it stops. */
    ALWAYS_ON,
    /** While somebody uses it, and for its auto-stop time after that. */
    AUTO_STOP,
    /** From a start to a stop that somebody asks for. */
    MANUAL
}
