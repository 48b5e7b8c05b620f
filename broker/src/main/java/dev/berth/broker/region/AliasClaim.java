package dev.berth.broker.region;

import java.time.Instant;
import java.util.Comparator;

/**
 * A region's word that an alias leads to {@code active} from this epoch on.
 *
 * @param by the region that says so; it need not be the one that it names
 */
public record AliasClaim(
        AliasId alias, long epoch, RegionName by, RegionName active, Instant madeAt, String madeBy, String reason) {

    /** Two regions that could not see each other may have said the same epoch: then their names decide, everywhere alike. */
    static final Comparator<AliasClaim> BY_AGE =
            Comparator.comparingLong(AliasClaim::epoch).thenComparing(AliasClaim::by);
}
