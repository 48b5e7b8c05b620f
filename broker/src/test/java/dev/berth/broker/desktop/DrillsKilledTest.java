package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.drill.Canary;
import dev.berth.broker.drill.DrillReport;
import dev.berth.broker.drill.TestDrills;
import dev.berth.broker.drill.Verdict;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import dev.berth.broker.region.RegionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drills under nodes which are killed with -9 at random lines, with a peer that fails, falls silent and comes back: each
 * ends with a verdict, and everybody is home.
 */
class DrillsKilledTest {

    private static final Seeds SEEDS = Seeds.of("drills", 5);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    @Test
    void everyDrillEndsAndEverybodyIsHomeWhoeverIsKilled() {
        var kills = new AtomicInteger();
        Map<Verdict, Integer> ends = new EnumMap<>(Verdict.class);
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(region, new Random(seed));
            history.play(14, seed);
            kills.addAndGet(history.kills);
            history.drills().drills.list(50).forEach(one -> ends.merge(one.drill().verdict(), 1, Integer::sum));
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
        assertThat(ends).as("what came of them").containsKeys(Verdict.PASSED, Verdict.FAILED);
    }

    private static final class History extends MortalHistory {

        private static final RegionName SELF = new RegionName("main");

        private final UUID alias = UUID.randomUUID();
        private final List<PersonId> people = new ArrayList<>();
        private boolean lost;
        private @Nullable TestDrills drills;
        private @Nullable TestNode of;

        History(TestRegion region, Random random) {
            super(region, random, 8, 150);
            region.addHost(node);
            for (String table : List.of("drill", "drill_call", "drill_answer", "standby", "person_claim",
                    "alias_claim", "alias_acceptance", "connection_alias", "region", "this_region")) {
                asThePeer("delete from " + table);
            }
            var bundle = region.bundle(RunningMode.MANUAL);
            for (int i = 0; i < 3; i++) {
                people.add(region.person());
                node.desktops.open(people.getLast(), bundle);
            }
            region.settle(node);
            region.jdbc.sql("insert into this_region values (true, 'main')").update();
            asThePeer("insert into region values ('busan', null, 0, 99999, now())");
            asThePeer("insert into connection_alias values ('" + alias
                    + "', 'main', 'desktops.example.com', '{main,busan}', 1, now())");
            asThePeer("insert into alias_acceptance values ('main', '" + alias + "', now()), ('busan', '" + alias
                    + "', now())");
            asThePeer("insert into alias_claim values ('" + alias + "', 1, 'main', 'main', now(), 'test', 'Begun.')");
            asThePeer("update person set memberships = '[{\"id\": {\"sid\": \"S-1-5-21-1-2-3-77\"}, \"name\": \"Pilots\"}]'");
            asThePeer("insert into standby (home_region, peer, peer_desktop_id, person_id, desktop_id, state)"
                    + " select 'busan', 'main', id, person_id, gen_random_uuid(), 'READY' from desktop");
            begin(nextLife());
        }

        private TestDrills drills() {
            TestDrills present = drills;
            if (present == null || of != node) {
                present = new TestDrills(
                        node.database, node.transactions, node.desktops, node.points, region.clock, () -> lost);
                drills = present;
                of = node;
            }
            return present;
        }

        @Override
        void step(int number) {
            region.clock.advance(Duration.ofSeconds(1 + random.nextInt(20)));
            if (lost || random.nextInt(12) == 0) {
                lost = !lost;
                told.add(lost ? "lost" : "heard");
            }
            act(node -> {
                if (number % 5 == 0) {
                    drills().start(TestRegion.TEST);
                    told.add("start");
                }
            });
            if (!lost) {
                peer();
            }
        }

        /** What the other region does by itself; now and then it fails. */
        private void peer() {
            boolean fails = random.nextInt(6) == 0;
            asThePeer("insert into drill_answer (home_region, drill_id, peer, desktop_id, state, heard_at, ready_millis, note)"
                    + " select 'busan', drill_id, 'main', desktop_id, '" + (fails ? "FAILED" : "READY")
                    + "', now(), 900, null from drill_call where wanted = 'START' on conflict do nothing");
            if (random.nextBoolean()) {
                asThePeer("update drill_answer set state = 'SEEN', picture_millis = 400 where state = 'READY'");
            }
            asThePeer("""
                    insert into person_claim
                    select distinct c.alias_id, c.person_id, 1, 1 + (select max(p.number) from person_claim p
                                                                     where p.person_id = c.person_id),
                           'busan', 'main', 'p', now(), 'Berth'
                      from drill_call c
                     where c.wanted = 'RETURN'
                       and (select p.active_region from person_claim p where p.person_id = c.person_id
                             order by p.number desc, p.home_region desc limit 1) = 'busan'
                    """);
            asThePeer("delete from drill_answer a where not exists (select from drill_call c where c.drill_id = a.drill_id)");
        }

        private void asThePeer(String sql) {
            region.jdbc
                    .sql("set session_replication_role = replica; " + sql + "; set session_replication_role = origin")
                    .update();
        }

        @Override
        boolean isRefusal(RuntimeException e) {
            return TestDrills.isRefusal(e) || super.isRefusal(e);
        }

        @Override
        void pass() {
            drills().goOn();
        }

        @Override
        void workToTheEnd() {
            lost = false;
            for (int i = 0; i < 40 && drills().drills.present().isPresent(); i++) {
                region.clock.advance(Duration.ofMinutes(2));
                work();
                peer();
            }
        }

        @Override
        void check(String what) {
            List<DrillReport> all = drills().drills.list(50);
            assertThat(all).as(what).isNotEmpty().allSatisfy(one -> {
                assertThat(one.drill().verdict()).as(what).isNotNull();
                assertThat(one.canaries())
                        .as(what)
                        .noneMatch(canary -> canary.state() == Canary.State.AWAY
                                || canary.state() == Canary.State.UP
                                || canary.state() == Canary.State.SEEN);
            });
            RegionMap map = new JdbcRegions(region.jdbc, new RegionSettings("main")).map();
            assertThat(people)
                    .as("everybody is home, %s", what)
                    .allMatch(person -> RegionPlanner.duty(map, person).orElseThrow().active().equals(SELF));
            assertThat(count("select count(*) from drill_call")).as(what).isZero();
            assertThat(count("select count(*) from person_claim where active_region = 'busan'"))
                    .as("given once for each time that somebody went, %s", what)
                    .isEqualTo(all.stream().mapToLong(DrillReport::went).sum());
        }

        private long count(String sql) {
            return region.jdbc.sql(sql).query(Long.class).single();
        }
    }
}
