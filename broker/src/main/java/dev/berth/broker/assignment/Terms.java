package dev.berth.broker.assignment;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.RunningPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What an admin says of an assignment.
 *
 * @param running how the desktops run that it makes; null for as the bundle says
 * @param leavingDays days from when the leaving is noticed until {@code onLeaving} acts: 0 to 365, and at least 1 to
 *     terminate, so that a slip in the directory can be mended
 */
public record Terms(@Nullable RunningPolicy running, LeavingPolicy onLeaving, int leavingDays) {

    public Terms {
        Field.within("leavingDays", leavingDays, onLeaving == LeavingPolicy.TERMINATE ? 1 : 0, 365, "days");
    }
}
