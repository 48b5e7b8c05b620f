package dev.berth.broker.witness;

import dev.berth.broker.region.RegionName;
import java.time.Duration;

/** What would be missing here if this region went on for another. {@link StandbyGaps} is the one that ships. */
@FunctionalInterface
interface Gaps {

    /**
     * How many people would lose more than is allowed.
     *
     * @param gone how long ago the other region was last known to be there
     */
    int people(RegionName from, Duration gone);
}
