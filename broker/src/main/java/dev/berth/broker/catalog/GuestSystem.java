package dev.berth.broker.catalog;

/** What runs in an image. */
public enum GuestSystem {
    LINUX,
    WINDOWS
}
