package dev.berth.broker.access;

import dev.berth.broker.directory.Person;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.Stance;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Which region serves a person. */
@Component
class ServingRegions {

    private final JdbcRegions regions;

    ServingRegions(JdbcRegions regions) {
        this.regions = regions;
    }

    /** As it is now; for decisions that are made together. */
    Look look() {
        return new Look(regions.mapIfServing());
    }

    /** @param map empty while this region serves no alias, and takes everybody */
    record Look(Optional<RegionMap> map) {

        /** None where this region serves the person. */
        List<AccessFinding> findings(Person person) {
            return map
                    .map(seen -> RegionPlanner.stance(seen, Optional.of(person.id())))
                    .flatMap(stance -> stance instanceof Stance.StandsBy standsBy
                            ? Optional.<AccessFinding>of(new PersonFinding.ServedElsewhere(standsBy))
                            : Optional.empty())
                    .stream()
                    .toList();
        }
    }
}
