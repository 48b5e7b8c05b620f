package dev.berth.broker.metering;

/** By what costs are shown. */
public enum Breakdown {
    PERSON,
    /** Groups of the directory, as they are known when the report is made; who is in several counts in each. */
    GROUP,
    BUNDLE,
    DESKTOP
}
