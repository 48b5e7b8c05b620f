package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.drill.Canary;
import dev.berth.broker.drill.DrillReport;
import dev.berth.broker.drill.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drills under nodes which are killed with -9 at random lines, in either region, with a peer that fails, falls silent,
 * gives the alias up and comes back: each ends with a verdict, everybody is home, and nobody was given away twice.
 */
class DrillsKilledTest {

    private static final Seeds SEEDS = Seeds.of("drills", 3);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();

    @TempDir
    Path folder;

    @Test
    void everyDrillEndsAndEverybodyIsHomeWhoeverIsKilled() {
        var kills = new AtomicInteger();
        Map<Verdict, Integer> ends = new EnumMap<>(Verdict.class);
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new Away(region, new Random(seed));
            history.play(14, seed);
            kills.addAndGet(history.kills);
            history.drills()
                    .drills
                    .list(50)
                    .forEach(one -> ends.merge(one.drill().verdict(), 1, Integer::sum));
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
        assertThat(ends).as("what came of them").containsKeys(Verdict.PASSED, Verdict.FAILED);
    }

    @Test
    void whoeverVisitsIsStartedAndGivenBackOnceWhoeverIsKilled() {
        var kills = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new Visited(region, new Random(seed));
            history.play(10, seed);
            kills.addAndGet(history.kills);
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
    }

    @Test
    void whoGetsADesktopMeanwhileGoesWithItOrStaysHome() {
        new Seeds(1, 1).each(folder, SERVER, (region, seed) -> {
            var history = new Away(region, new Random(seed));
            history.begin(Life.endless());
            history.drills().start(TestRegion.TEST);
            PersonId early = history.people.getFirst();
            PersonId late = history.people.get(1);
            history.opensAnother(early);
            history.drills().goOn();
            DrillReport asked = history.drills().drills.list(1).getFirst();
            assertThat(asked.canaries())
                    .filteredOn(canary -> canary.person().equals(early))
                    .hasSize(2);
            history.opensAnother(late);
            history.peer(false, false);
            history.drills().goOn();
            DrillReport gone = history.drills().drills.list(1).getFirst();
            assertThat(gone.canaries())
                    .filteredOn(canary -> canary.person().equals(late))
                    .allSatisfy(canary -> {
                        assertThat(canary.state()).isEqualTo(Canary.State.SKIPPED);
                        assertThat(canary.note()).contains("another desktop meanwhile");
                        assertThat(canary.fault()).isFalse();
                    });
            assertThat(gone.canaries())
                    .filteredOn(canary -> canary.state() == Canary.State.AWAY)
                    .hasSize(4);
            assertThat(gone.went()).as("people").isEqualTo(2);
            assertThat(gone.skipped()).as("people").isOne();
        });
    }

    /** The region that drills; the test is the other one. */
    private static final class Away extends DrilledHistory {

        Away(TestRegion region, Random random) {
            super(region, random, "main", 150);
            cover();
            begin(nextLife());
        }

        private void cover() {
            asThePeer("insert into standby (home_region, peer, peer_desktop_id, person_id, desktop_id, state)"
                    + " select 'busan', 'main', id, person_id, gen_random_uuid(), 'READY' from desktop"
                    + " on conflict do nothing");
        }

        private void opensAnother(PersonId person) {
            node.desktops.open(person, region.bundle(RunningMode.MANUAL));
            region.settle(node);
            cover();
        }

        @Override
        void step(int number) {
            region.clock.advance(Duration.ofSeconds(1 + random.nextInt(20)));
            mayDieSoon();
            if (lost || random.nextInt(12) == 0) {
                lost = !lost;
                told.add(lost ? "lost" : "heard");
            }
            if (number % 5 == 0) {
                gives(false);
            } else if (random.nextInt(7) == 0) {
                gives(random.nextBoolean());
            }
            act(node -> {
                if (number % 5 == 0) {
                    drills().start(TestRegion.TEST);
                    told.add("start");
                }
            });
            if (!lost) {
                peer(random.nextInt(6) == 0, random.nextBoolean());
            }
        }

        /** Says that it serves the alias no more, or that it does again. */
        private void gives(boolean up) {
            asThePeer(
                    up
                            ? "delete from alias_acceptance where home_region = 'busan'"
                            : "insert into alias_acceptance values ('busan', '" + alias
                                    + "', now()) on conflict do nothing");
            told.add(up ? "gives it up" : "serves it");
        }

        /** What the other region does by itself: its desktops start or do not, and their pictures come or are late. */
        private void peer(boolean fails, boolean shows) {
            asThePeer("insert into drill_answer (home_region, drill_id, peer, desktop_id, state, heard_at)"
                    + " select 'busan', drill_id, 'main', desktop_id, 'HEARD', now() from drill_call"
                    + " where wanted = 'START' on conflict do nothing");
            asThePeer("update drill_answer a set ready_millis = 900, state = '" + (fails ? "FAILED" : "READY")
                    + "' where a.state = 'HEARD' and exists (select from drill_call c where c.drill_id = a.drill_id"
                    + " and c.desktop_id = a.desktop_id and 'busan' = (select p.active_region from person_claim p"
                    + " where p.person_id = c.person_id order by p.number desc limit 1))");
            if (shows) {
                asThePeer("update drill_answer set state = 'SEEN', picture_millis = 400 where state = 'READY'");
            }
            claim("busan", "main", "select c.person_id from drill_call c where c.wanted = 'RETURN'");
            asThePeer("delete from drill_answer a"
                    + " where not exists (select from drill_call c where c.drill_id = a.drill_id)");
        }

        @Override
        void workToTheEnd() {
            lost = false;
            gives(false);
            finish(false);
            // Whatever came before: where the peer's desktops start a drill passes, and where they do not it fails.
            for (Verdict due : List.of(Verdict.PASSED, Verdict.FAILED)) {
                drills().start(TestRegion.TEST);
                finish(due == Verdict.FAILED);
                assertThat(drills().drills.list(1).getFirst().drill().verdict())
                        .as("the last of %s", told)
                        .isEqualTo(due);
            }
        }

        private void finish(boolean fails) {
            for (int i = 0; i < 40 && drills().drills.present().isPresent(); i++) {
                region.clock.advance(Duration.ofMinutes(2));
                work();
                peer(fails, true);
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
            assertThat(servedBy()).as("everybody is home, %s", what).containsOnly("main");
            assertThat(count("select count(*) from drill_call")).as(what).isZero();
            assertThat(count("select count(*) from person_claim where active_region = 'busan'"))
                    .as("given once for each time that somebody went, %s", what)
                    .isEqualTo(all.stream().mapToLong(DrillReport::went).sum());
        }
    }

    /** The region that people are led to; the test is the one that drills. */
    private static final class Visited extends DrilledHistory {

        Visited(TestRegion region, Random random) {
            super(region, random, "busan", 25);
            asThePeer("insert into standby (home_region, peer, peer_desktop_id, person_id, desktop_id, state)"
                    + " select 'main', 'busan', gen_random_uuid(), person_id, id, 'READY' from desktop");
            region.jdbc.sql("update desktop set wanted = 'STOPPED'").update();
            begin(nextLife());
        }

        @Override
        void step(int number) {
            region.clock.advance(Duration.ofSeconds(1 + random.nextInt(5)));
            mayDieSoon();
            if (number == 2) {
                assertThat(count(
                                "select count(*) from drill_answer where state <> 'HEARD' or heard_millis is not null"))
                        .as("nothing is begun before they are led here")
                        .isZero();
                claim("busan", "main", "select person_id from standby");
            }
            if (number == 1) {
                asThePeer("insert into drill_call select 'busan', '" + UUID.randomUUID()
                        + "', peer_desktop_id, person_id, '" + alias + "', 'main', 'START' from standby");
                told.add("start");
            }
            if (number == 6) {
                asThePeer("update drill_call set wanted = 'RETURN'");
                told.add("return");
            }
            act(_ -> {});
        }

        @Override
        void workToTheEnd() {
            for (int i = 0; i < 30 && servedBy().contains("main"); i++) {
                region.clock.advance(Duration.ofSeconds(2));
                work();
                region.settle(node);
            }
        }

        @Override
        void check(String what) {
            assertThat(servedBy()).as("everybody is home, %s", what).containsOnly("busan");
            assertThat(count("select count(*) from person_claim where home_region = 'main'"))
                    .as("given back once each, %s", what)
                    .isEqualTo(people.size());
            assertThat(count("select count(*) from drill_answer where state = 'RETURNED' and not wrote"))
                    .as("with all of their desktops, %s", what)
                    .isEqualTo(people.size() + 1L);
        }
    }
}
