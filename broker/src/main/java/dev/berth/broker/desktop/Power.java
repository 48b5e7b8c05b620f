package dev.berth.broker.desktop;

import dev.berth.hypervisor.Observation;

/** What was last seen of a desktop's machine. */
public enum Power {
    /** Its host does not answer, or it has none. */
    UNKNOWN,
    /** The host has no such machine. */
    ABSENT,
    OFF,
    /** Off, with its memory saved. */
    SAVED,
    PAUSED,
    CRASHED,
    RUNNING;

    static Power of(Observation.PowerState seen) {
        return switch (seen) {
            case RUNNING -> RUNNING;
            case PAUSED -> PAUSED;
            case CRASHED -> CRASHED;
            case SAVED -> SAVED;
            case OFF -> OFF;
        };
    }

    /** Whether it has memory, on its host or saved. */
    boolean keepsMemory() {
        return this == SAVED || holdsMemory();
    }

    /** Whether it takes memory of its host. */
    boolean holdsMemory() {
        return switch (this) {
            case RUNNING, PAUSED, CRASHED -> true;
            case UNKNOWN, ABSENT, OFF, SAVED -> false;
        };
    }
}
