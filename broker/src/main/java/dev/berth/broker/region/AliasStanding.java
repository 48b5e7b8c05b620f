package dev.berth.broker.region;

import java.util.List;
import java.util.Optional;

/**
 * What a region makes of an alias.
 *
 * @param claim the one that counts; empty while there is none that names one of the alias's regions
 * @param waitsFor the regions that have not said yet that they serve it
 */
public record AliasStanding(AliasState state, Optional<AliasClaim> claim, List<RegionName> waitsFor) {

    public AliasStanding {
        waitsFor = List.copyOf(waitsFor);
    }

    /** The region that serves it. */
    public Optional<RegionName> active() {
        return claim.map(AliasClaim::active);
    }

    /** 0 before the first claim. */
    public long epoch() {
        return claim.map(AliasClaim::epoch).orElse(0L);
    }
}
