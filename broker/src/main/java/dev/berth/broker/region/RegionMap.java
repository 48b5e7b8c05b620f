package dev.berth.broker.region;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one region sees of itself and the others at one moment.
 *
 * @param self the region that looks
 * @param acceptances which alias each region says that it serves
 */
public record RegionMap(
        RegionName self,
        Map<RegionName, RegionFacts> regions,
        List<ConnectionAlias> aliases,
        Map<RegionName, AliasId> acceptances,
        List<AliasClaim> claims,
        List<PersonClaim> personClaims) {

    public RegionMap {
        regions = Map.copyOf(regions);
        aliases = List.copyOf(aliases);
        acceptances = Map.copyOf(acceptances);
        claims = List.copyOf(claims);
        personClaims = List.copyOf(personClaims);
    }

    public Optional<ConnectionAlias> alias(AliasId id) {
        return aliases.stream().filter(alias -> alias.id().equals(id)).findFirst();
    }

    /** The alias that this region serves or stands by for. */
    public Optional<ConnectionAlias> own() {
        return Optional.ofNullable(acceptances.get(self))
                .flatMap(this::alias)
                .filter(alias -> alias.regions().contains(self));
    }
}
