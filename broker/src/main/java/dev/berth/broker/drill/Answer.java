package dev.berth.broker.drill;

import dev.berth.broker.desktop.PointId;
import org.jspecify.annotations.Nullable;

/**
 * What the other region says of a desktop that it was to start, or to give back.
 *
 * @param note a sentence: why it failed, or what it waits for
 * @param there what it measured
 * @param point with which what was done there stands in the region that drills; null where nothing was
 */
record Answer(
        State state,
        @Nullable String note,
        Canary.There there,
        @Nullable PointId point) {

    /** How far it is. */
    enum State {
        HEARD,
        STARTING,
        READY,
        SEEN,
        FAILED,
        RETURNED;

        boolean isUp() {
            return this == READY || this == SEEN;
        }
    }
}
