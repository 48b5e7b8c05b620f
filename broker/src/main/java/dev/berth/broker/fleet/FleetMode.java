package dev.berth.broker.fleet;

/** How instances wait for somebody. */
public enum FleetMode {
    /** They run: somebody who comes is there at once. */
    ALWAYS_ON,
    /** As saved memory on their host's disk: they take no memory, and run some seconds after somebody came. */
    ON_DEMAND
}
