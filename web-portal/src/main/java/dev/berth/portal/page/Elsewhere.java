package dev.berth.portal.page;

import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionFacts;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.Stance;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a page needs to lead people to the region that serves them. */
@Component
class Elsewhere {

    private final JdbcRegions regions;

    Elsewhere(JdbcRegions regions) {
        this.regions = regions;
    }

    /** Where the person is served, if not here; without a person, where everybody is. */
    Stance.@Nullable StandsBy of(@Nullable PersonId person) {
        return regions.stance(person) instanceof Stance.StandsBy elsewhere ? elsewhere : null;
    }

    String region() {
        return regions.self().value();
    }

    /** The portals of the other regions of the alias, for a page that has lost its own: separated by spaces. */
    String peers() {
        return regions.mapIfServing().stream().flatMap(Elsewhere::others).collect(Collectors.joining(" "));
    }

    private static Stream<String> others(RegionMap map) {
        AliasId own = map.acceptances().get(map.self());
        return map.beside().stream()
                .filter(facts -> Objects.equals(own, map.acceptances().get(facts.name())))
                .map(RegionFacts::portal)
                .flatMap(Optional::stream)
                .map(URI::toString);
    }
}
