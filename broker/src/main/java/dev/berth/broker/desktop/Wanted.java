package dev.berth.broker.desktop;

/** What a desktop is to become. */
public enum Wanted {
    RUNNING,
    STOPPED,
    SUSPENDED,
    TERMINATED
}
