package dev.berth.broker.desktop;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done about points of a desktop's user volume, as its rows say.
 *
 * @param making the one that is to be taken now
 * @param incoming the one that it has for its user volume at its next start
 */
public record PointDesk(@Nullable PointId making, @Nullable PointId incoming) {

    static final PointDesk EMPTY = new PointDesk(null, null);
}
