package dev.berth.broker.alias;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.alias.TwoRegions.ADMIN;
import static dev.berth.broker.alias.TwoRegions.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.region.AliasClaim;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.Stance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Histories of two regions whose line falls, flaps and comes back one-sided, whose connections are killed, and whose
 * clocks run apart, while both redirect aliases at will. Each partition is lived through by many aliases at once, and
 * each alias of it is a history of its own. What the test acknowledged is kept in its own memory, and the rule that is
 * checked is written here a second time.
 */
class RegionHistoryTest {

    private static final int PARTITIONS = 24;
    private static final int ALIASES = 10;
    private static final int STEPS = 12;
    private static final long SEED = 20_261_123;

    private final TwoRegions pair = TwoRegions.pair();
    private final List<AliasClaim> acknowledged = new ArrayList<>();
    private int redirections;
    private int bothServed;

    /** How a region that sees these claims has to behave, said without the planner. */
    private static RegionName leader(List<AliasClaim> seen, RegionName preferred) {
        return seen.stream()
                .max(Comparator.comparingLong(AliasClaim::epoch)
                        .thenComparing(claim -> claim.by().value()))
                .map(AliasClaim::active)
                .orElse(preferred);
    }

    @Test
    void neverTwoActiveRegionsOnceTheNewerEpochIsSeenAndNoClaimIsLost() {
        var random = new Random(SEED);
        List<ConnectionAlias> aliases = new ArrayList<>();
        try {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                aliases = freshAliases();
                partition(random, aliases, "seed " + SEED + ", partition " + partition);
                forget(aliases);
            }
        } finally {
            pair.mend();
        }
        assertThat(redirections).isGreaterThan(PARTITIONS * ALIASES / 4);
        assertThat(bothServed).as("partitions did bite").isPositive();
    }

    private void partition(Random random, List<ConnectionAlias> aliases, String what) {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(7)) {
                case 0 -> pair.cut();
                case 1 -> pair.toA.cut();
                case 2 -> pair.toB.cut();
                case 3 -> pair.mend();
                case 4 -> kill(pair.sides().get(random.nextInt(2)));
                case 5 -> pair.sides().get(random.nextInt(2)).clock.forward(Duration.ofSeconds(random.nextInt(7_200)));
                default -> {}
            }
            TwoRegions.Side where = pair.sides().get(random.nextInt(2));
            TwoRegions.Side to = pair.sides().get(random.nextInt(2));
            redirect(where, aliases.get(random.nextInt(ALIASES)), to.name, random.nextInt(5) == 0);
            check(aliases, what + ", step " + step);
        }
        pair.mend();
        within(
                SOON,
                what + ": both see every claim",
                () -> pair.sides().stream()
                        .allMatch(side -> keys(side.regions.map().claims()).containsAll(keys(acknowledged))));
        check(aliases, what + ", mended");
        for (ConnectionAlias alias : aliases) {
            long serving = pair.sides().stream()
                    .filter(side -> serves(side.regions.map(), alias))
                    .count();
            assertThat(serving)
                    .as("%s: regions that serve %s", what, alias.name())
                    .isEqualTo(1);
        }
    }

    /** @param cutOff whether the region dies between writing and committing: nobody was told that it was done */
    private void redirect(TwoRegions.Side where, ConnectionAlias alias, RegionName to, boolean cutOff) {
        RegionMap map = where.regions.map();
        if (map.alias(alias.id()).isEmpty()) {
            return;
        }
        var claim = new AliasClaim(
                alias.id(),
                RegionPlanner.nextEpoch(map, alias),
                where.name,
                to,
                where.clock.instant(),
                "the test",
                "A history.");
        if (cutOff) {
            where.transactions.executeWithoutResult(status -> {
                where.regions.claim(claim);
                status.setRollbackOnly();
            });
        } else if (where.regions.claim(claim)) {
            acknowledged.add(claim);
            redirections++;
        }
    }

    /** Each region is asked what it does, and what it does is compared with what it sees. */
    private void check(List<ConnectionAlias> aliases, String what) {
        RegionMap seenByA = pair.a.regions.map();
        RegionMap seenByB = pair.b.regions.map();
        for (ConnectionAlias alias : aliases) {
            boolean aServes = serves(seenByA, alias);
            boolean bServes = serves(seenByB, alias);
            assertThat(aServes)
                    .as("%s: %s in a", what, alias.name())
                    .isEqualTo(leader(of(seenByA, alias), pair.a.name).equals(pair.a.name));
            if (seenByB.alias(alias.id()).isPresent()) {
                assertThat(bServes)
                        .as("%s: %s in b", what, alias.name())
                        .isEqualTo(leader(of(seenByB, alias), pair.a.name).equals(pair.b.name));
                if (aServes && bServes) {
                    bothServed++;
                    assertThat(keys(of(seenByA, alias)))
                            .as("%s: two regions serve %s and see the same claims", what, alias.name())
                            .isNotEqualTo(keys(of(seenByB, alias)));
                }
            }
        }
    }

    private static boolean serves(RegionMap map, ConnectionAlias alias) {
        Map<RegionName, AliasId> said = new HashMap<>(map.acceptances());
        said.put(map.self(), alias.id());
        var asked = new RegionMap(map.self(), map.regions(), map.aliases(), said, map.claims(), map.personClaims());
        return map.alias(alias.id()).isPresent()
                && RegionPlanner.stance(asked, Optional.empty()) instanceof Stance.Serves;
    }

    private static List<AliasClaim> of(RegionMap map, ConnectionAlias alias) {
        return map.claims().stream()
                .filter(claim -> claim.alias().equals(alias.id()))
                .toList();
    }

    private static Set<String> keys(List<AliasClaim> claims) {
        Set<String> keys = new HashSet<>();
        claims.forEach(
                claim -> keys.add(claim.alias() + " " + claim.epoch() + " " + claim.by() + " " + claim.active()));
        return keys;
    }

    private List<ConnectionAlias> freshAliases() {
        List<ConnectionAlias> aliases = new ArrayList<>();
        for (int number = 0; number < ALIASES; number++) {
            var id = new AliasId(UUID.randomUUID());
            var alias = new ConnectionAlias(
                    id,
                    pair.a.name,
                    "h" + id + ".example.com",
                    List.of(pair.a.name, pair.b.name),
                    1,
                    pair.a.clock.instant());
            assertThat(pair.a.regions.insert(alias)).isTrue();
            aliases.add(alias);
        }
        within(SOON, "b knows the aliases", () -> {
            RegionMap seen = pair.b.regions.map();
            return aliases.stream().allMatch(alias -> seen.alias(alias.id()).isPresent());
        });
        return aliases;
    }

    /** Their claims stay, as claims do. */
    private void forget(List<ConnectionAlias> aliases) {
        for (ConnectionAlias alias : aliases) {
            pair.a.aliases.associate(alias.id(), 1, List.of(), ADMIN);
            pair.a.aliases.delete(alias.id(), 2, ADMIN);
        }
    }

    /** The server's end of every copying connection dies, as in a crash. */
    private static void kill(TwoRegions.Side side) {
        side.jdbc
                .sql("select pg_terminate_backend(active_pid) from pg_replication_slots where active_pid is not null")
                .query((row, number) -> number)
                .list();
    }
}
