package dev.berth.broker.region;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one region sees of itself and the others at one moment.
 *
 * @param self the region that looks
 * @param acceptances which alias each region says that it serves
 * @param drain what this region is giving away just now
 * @param lapsed aliases whose lease this region had and lost, with the epoch that it was for
 */
public record RegionMap(
        RegionName self,
        Map<RegionName, RegionFacts> regions,
        List<ConnectionAlias> aliases,
        Map<RegionName, AliasId> acceptances,
        List<AliasClaim> claims,
        List<PersonClaim> personClaims,
        Optional<Drain> drain,
        Map<AliasId, Long> lapsed) {

    public RegionMap {
        regions = Map.copyOf(regions);
        aliases = List.copyOf(aliases);
        acceptances = Map.copyOf(acceptances);
        claims = List.copyOf(claims);
        personClaims = List.copyOf(personClaims);
        lapsed = Map.copyOf(lapsed);
    }

    /** One that gives nothing away, and lost no lease. */
    public RegionMap(
            RegionName self,
            Map<RegionName, RegionFacts> regions,
            List<ConnectionAlias> aliases,
            Map<RegionName, AliasId> acceptances,
            List<AliasClaim> claims,
            List<PersonClaim> personClaims) {
        this(self, regions, aliases, acceptances, claims, personClaims, Optional.empty(), Map.of());
    }

    /** Where another region names an alias of this one by its id, this one's counts. */
    public Optional<ConnectionAlias> alias(AliasId id) {
        return aliases.stream()
                .filter(alias -> alias.id().equals(id))
                .min(Comparator.comparing(alias -> !alias.home().equals(self)));
    }

    /** The alias that this region serves or stands by for. */
    public Optional<ConnectionAlias> own() {
        return Optional.ofNullable(acceptances.get(self))
                .flatMap(this::alias)
                .filter(alias -> alias.regions().contains(self));
    }

    /** The other regions of the alias that this one serves or stands by for; no other peer is anybody's to go to. */
    public List<RegionFacts> beside() {
        return own().stream()
                .flatMap(alias -> alias.regions().stream())
                .filter(region -> !region.equals(self))
                .flatMap(region -> Optional.ofNullable(regions.get(region)).stream())
                .toList();
    }
}
