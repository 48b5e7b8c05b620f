package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.KillableDatabase;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.directory.Person;
import dev.berth.broker.fleet.FleetMode;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A node that is killed between any two commits leaves no instance that somebody else could get. */
class FleetKilledTest {

    private static final int SEEDS = 60;

    private final KillableDatabase mortal = new KillableDatabase(TestDatabase.fresh());

    /** ravada #1535: a pooled clone was handed on while the old session was still open. */
    @Test
    void nothingThatWasCutOffLeavesAnInstanceForSomebodyElse() {
        try (var fleets = new FleetRegion(mortal)) {
            fleets.change(FleetMode.ALWAYS_ON, 2, 4);
            fleets.filled(2);
            int killed = 0;
            for (int seed = 1; seed <= SEEDS; seed++) {
                var random = new Random(seed);
                List<Person> three = List.of(fleets.somebody(), fleets.somebody(), fleets.somebody());
                for (int act = 0; act < 6; act++) {
                    Person person = three.get(random.nextInt(3));
                    Runnable deed = deed(fleets, random.nextInt(4), person);
                    killed += mortal.survives(1 + random.nextInt(14), deed) ? 0 : 1;
                }
                three.forEach(person -> fleets.live(person).forEach(fleets::ends));
                check(fleets, "seed " + seed);
            }
            assertThat(killed).as("it was killed at all").isGreaterThan(SEEDS);
            fleets.region.clock.forward(Duration.ofMinutes(6));
            within(SOON, "what was taken and not used goes too", () -> {
                fleets.keep();
                return fleets.instances().stream()
                        .allMatch(instance -> instance.person().isEmpty());
            });
            check(fleets, "at the end");
        }
    }

    private static Runnable deed(FleetRegion fleets, int which, Person person) {
        return switch (which) {
            case 0 -> () -> fleets.keep();
            case 1 -> () -> fleets.live(person).forEach(fleets::ends);
            default -> () -> fleets.region.sessions().open(person, OFFICE, fleets.application());
        };
    }

    /** Each instance had one person, and of sessions on it none began after another had ended. */
    private static void check(FleetRegion fleets, String when) {
        List<String> wrong = fleets.region.jdbc().sql("""
                        select d.id || ': ' || string_agg(s.person_id || ' ' || s.opened_at, ', ')
                          from desktop d join session s on s.desktop_id = d.id
                         where d.fleet_id is not null
                         group by d.id
                        having count(distinct s.person_id) > 1 or count(*) > 1 or max(d.person_id::text) <> max(s.person_id::text)
                        """).query(String.class).list();
        assertThat(wrong).as(when).isEmpty();
        assertThat(fleets.region.jdbc().sql("""
                                select count(*) from desktop d
                                 where d.fleet_id is not null and d.spent_at is null
                                   and exists (select from session s where s.desktop_id = d.id)
                                   and not exists (select from session s where s.desktop_id = d.id and s.state <> 'ENDED')
                                """).query(Integer.class).single())
                .as("%s: used, and not spent", when)
                .isZero();
    }
}
