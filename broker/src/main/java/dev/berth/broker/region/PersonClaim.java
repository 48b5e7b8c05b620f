package dev.berth.broker.region;

import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Comparator;

/**
 * A region's word that one person is served by {@code active}, whatever the alias says, until it has a new epoch.
 *
 * @param number of the person's moves in this epoch: the highest counts
 */
public record PersonClaim(
        AliasId alias,
        PersonId person,
        long aliasEpoch,
        long number,
        RegionName by,
        RegionName active,
        String accountName,
        Instant madeAt,
        String madeBy) {

    static final Comparator<PersonClaim> BY_AGE =
            Comparator.comparingLong(PersonClaim::number).thenComparing(PersonClaim::by);
}
