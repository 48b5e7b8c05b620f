package dev.berth.broker.metering;

/** By what costs are shown. */
public enum Breakdown {
    PERSON,
    /** Groups of the directory that a person was in when a charge fell due; who is in several counts in each. */
    GROUP,
    BUNDLE,
    DESKTOP
}
