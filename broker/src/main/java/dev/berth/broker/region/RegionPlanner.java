package dev.berth.broker.region;

import dev.berth.broker.directory.PersonId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides which region serves an alias, and what a region does with its people. Pure: two regions that see the same rows
 * say the same.
 *
 * <p>The newest claim counts: the highest epoch, and of two with the same epoch the one whose writer's name is later in
 * the alphabet. Preference orders what is offered; it never moves anybody by itself.
 */
public final class RegionPlanner {

    private RegionPlanner() {}

    public static AliasStanding standing(RegionMap map, ConnectionAlias alias) {
        Optional<AliasClaim> leading = leading(map, alias);
        if (alias.regions().isEmpty()) {
            return new AliasStanding(AliasState.NOT_ASSOCIATED, leading, List.of());
        }
        List<RegionName> waits = alias.regions().stream()
                .filter(region -> !alias.id().equals(map.acceptances().get(region)))
                .toList();
        return new AliasStanding(
                waits.isEmpty() && leading.isPresent() ? AliasState.ASSOCIATED : AliasState.PENDING, leading, waits);
    }

    /** The claim that counts: the newest of those that name a region of the alias. */
    public static Optional<AliasClaim> leading(RegionMap map, ConnectionAlias alias) {
        return claims(map, alias)
                .filter(claim -> alias.regions().contains(claim.active()))
                .max(AliasClaim.BY_AGE);
    }

    /** Above every claim that this region has ever seen for the alias. */
    public static long nextEpoch(RegionMap map, ConnectionAlias alias) {
        return claims(map, alias).mapToLong(AliasClaim::epoch).max().orElse(0) + 1;
    }

    private static Stream<AliasClaim> claims(RegionMap map, ConnectionAlias alias) {
        return map.claims().stream().filter(claim -> claim.alias().equals(alias.id()));
    }

    /** What the region that looks does with sessions of everybody, or of the one person. */
    public static Stance stance(RegionMap map, Optional<PersonId> person) {
        Optional<ConnectionAlias> own = map.own();
        if (own.isEmpty()) {
            return new Stance.Serves();
        }
        ConnectionAlias alias = own.get();
        Optional<AliasClaim> leading = leading(map, alias);
        long epoch = leading.map(AliasClaim::epoch).orElse(0L);
        Optional<PersonClaim> personal = person.flatMap(who -> personal(map, alias, who, epoch));
        RegionName active = personal.map(PersonClaim::active)
                .or(() -> leading.map(AliasClaim::active))
                .orElse(alias.regions().getFirst());
        if (active.equals(map.self())) {
            boolean byTheAlias =
                    leading.map(AliasClaim::active).filter(map.self()::equals).isPresent();
            return byTheAlias && Objects.equals(map.lapsed().get(alias.id()), epoch)
                    ? lapsed(map, alias, epoch)
                    : unlessDrained(map, alias, epoch);
        }
        return new Stance.StandsBy(
                alias.name(),
                active,
                Optional.ofNullable(map.regions().get(active)).flatMap(RegionFacts::portal),
                epoch,
                personal.isPresent());
    }

    /** Whoever lost the lease does not know whether another region took over by now. */
    private static Stance lapsed(RegionMap map, ConnectionAlias alias, long epoch) {
        RegionName other = alias.regions().stream()
                .filter(region -> !region.equals(map.self()))
                .findFirst()
                .orElse(map.self());
        return new Stance.StandsBy(
                alias.name(),
                other,
                Optional.ofNullable(map.regions().get(other)).flatMap(RegionFacts::portal),
                epoch,
                false,
                true);
    }

    /** What is being given away is served by nobody until the other region has all of it. */
    private static Stance unlessDrained(RegionMap map, ConnectionAlias alias, long epoch) {
        return map.drain()
                .filter(drain -> drain.alias().equals(alias.id()) && drain.epoch() == epoch)
                .<Stance>map(drain -> new Stance.StandsBy(
                        alias.name(),
                        drain.to(),
                        Optional.ofNullable(map.regions().get(drain.to())).flatMap(RegionFacts::portal),
                        epoch,
                        false))
                .orElse(new Stance.Serves());
    }

    /** Which region people's desktops are worked on in, and with which epoch; empty where no alias is served. */
    public static Optional<Duty> duty(RegionMap map, PersonId person) {
        return map.own().map(alias -> {
            Optional<AliasClaim> leading = leading(map, alias);
            long epoch = leading.map(AliasClaim::epoch).orElse(0L);
            Optional<PersonClaim> moved = personal(map, alias, person, epoch);
            RegionName active = moved.map(PersonClaim::active)
                    .or(() -> leading.map(AliasClaim::active))
                    .orElse(alias.regions().getFirst());
            return new Duty(alias, active, epoch, moved.map(PersonClaim::number).orElse(0L));
        });
    }

    /**
     * Where a person's desktops are worked on.
     *
     * @param epoch that the alias has; a move of the person lasts as long
     * @param move the number of that move; 0 where they were not moved
     */
    public record Duty(ConnectionAlias alias, RegionName active, long epoch, long move) {}

    /** The person's own move, where there was one in the alias's present epoch. */
    public static Optional<PersonClaim> personal(RegionMap map, ConnectionAlias alias, PersonId person, long epoch) {
        return moves(map, alias.id(), person, epoch)
                .filter(claim -> alias.regions().contains(claim.active()))
                .max(PersonClaim.BY_AGE);
    }

    /** The person's latest move in that epoch, wherever it leads: it counts again once the alias names that region. */
    public static Optional<PersonClaim> latest(RegionMap map, AliasId alias, PersonId person, long epoch) {
        return moves(map, alias, person, epoch).max(PersonClaim.BY_AGE);
    }

    private static Stream<PersonClaim> moves(RegionMap map, AliasId alias, PersonId person, long epoch) {
        return map.personClaims().stream()
                .filter(claim ->
                        claim.alias().equals(alias) && claim.person().equals(person) && claim.aliasEpoch() == epoch);
    }

    /** The alias that this region is to say it serves: the one it does, or else the first that names it. */
    public static Optional<ConnectionAlias> accepts(RegionMap map) {
        return map.own()
                .or(() -> map.aliases().stream()
                        .filter(alias -> alias.regions().contains(map.self()))
                        .min(Comparator.comparing(ConnectionAlias::createdAt)
                                .thenComparing(alias -> alias.id().value())));
    }
}
