package dev.berth.portal.helpdesk;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcResidents;
import dev.berth.broker.region.PersonClaim;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which region serves a person, and why; for the page and the API. */
@Component
public class ServedPeople {

    private final JdbcResidents residents;

    ServedPeople(JdbcResidents residents) {
        this.residents = residents;
    }

    /**
     * A person, with what they have in each region.
     *
     * @param region that serves them; null while none does
     * @param movedBy who moved them there; null where they follow the alias
     */
    public record Served(
            PersonId person,
            String accountName,
            String displayName,
            @Nullable RegionName region,
            @Nullable String movedBy,
            List<JdbcResidents.Resident> desktops) {}

    /** Whose account, name or host name begins with the text. */
    public List<Served> find(RegionMap map, ConnectionAlias alias, String text, int most) {
        Map<PersonId, List<JdbcResidents.Resident>> found = residents.find(text, most).stream()
                .collect(
                        Collectors.groupingBy(JdbcResidents.Resident::person, LinkedHashMap::new, Collectors.toList()));
        return found.keySet().stream()
                .map(person -> served(map, alias, person, residents.of(person)))
                .toList();
    }

    private static Served served(
            RegionMap map, ConnectionAlias alias, PersonId person, List<JdbcResidents.Resident> desktops) {
        var standing = RegionPlanner.standing(map, alias);
        Optional<PersonClaim> moved = RegionPlanner.personal(map, alias, person, standing.epoch());
        JdbcResidents.Resident one = desktops.getFirst();
        return new Served(
                person,
                one.accountName(),
                one.displayName(),
                moved.map(PersonClaim::active).or(standing::active).orElse(null),
                moved.map(PersonClaim::madeBy).orElse(null),
                desktops);
    }

    /** Anyone of what a person has, for their names. */
    public JdbcResidents.Resident resident(PersonId person) {
        return residents.of(person).stream().findFirst().orElseThrow(() -> new NotFoundException("person", person));
    }
}
