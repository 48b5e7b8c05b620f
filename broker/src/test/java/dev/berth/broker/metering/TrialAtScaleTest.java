package dev.berth.broker.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BrokerRegion;
import dev.berth.broker.MovableClock;
import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A quarter of a year of 500 desktops with 100,000 sessions. */
@Tag("alone")
@Isolated("It measures times.")
class TrialAtScaleTest {

    private static final Logger LOG = LoggerFactory.getLogger(TrialAtScaleTest.class);
    private static final int DESKTOPS = 500;
    private static final int DAYS = 90;
    private static final long SESSIONS = 100_000;

    /** On two cores that others kept busy it took 1.9 s for schedules and AUTO_STOP, 1.2 s for windows. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void policiesAreTriedOnAQuarterWithAHundredThousandSessions() {
        try (var region = new BrokerRegion(new MovableClock())) {
            BrokerNode node = region.startNode();
            Instant end = LocalDate.now(ZoneOffset.UTC).atStartOfDay().toInstant(ZoneOffset.UTC);
            Instant begin = end.minus(Duration.ofDays(DAYS));
            record(node.get(JdbcClient.class), begin);
            WhatIf whatIf = node.get(WhatIf.class);
            var span = new Span(begin, end);
            Set<DesktopId> desktops =
                    IntStream.range(0, DESKTOPS).mapToObj(TrialAtScaleTest::id).collect(Collectors.toSet());
            List<Policy.Hold> holds = new ArrayList<>();
            Map<DesktopId, List<Span>> turns = new HashMap<>();
            for (int day = 0; day < DAYS; day++) {
                Instant midnight = begin.plus(Duration.ofDays(day));
                holds.add(new Policy.Hold(
                        midnight.plus(Duration.ofMinutes(450)),
                        midnight.plus(Duration.ofHours(8)),
                        midnight.plus(Duration.ofHours(18))));
                Instant noon = midnight.plus(Duration.ofHours(12));
                desktops.forEach(one -> turns.computeIfAbsent(one, unused -> new ArrayList<>())
                        .add(new Span(noon, noon.plusSeconds(300))));
            }
            var schedule = new Policy(
                    desktop -> Optional.of(Duration.ofMinutes(60)),
                    holds,
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(40));
            TrialResult scheduled = timed("power schedule", () -> whatIf.ask(span, desktops, schedule));
            assertThat(scheduled.openings().all()).isEqualTo(SESSIONS);
            assertThat(scheduled.openings().wouldWait())
                    .isLessThan(scheduled.openings().waited());
            TrialResult shorter = timed(
                    "AUTO_STOP",
                    () -> whatIf.ask(span, desktops, Policy.autoStop(Duration.ofMinutes(5), Duration.ofSeconds(40))));
            assertThat(shorter.openings().newlyWaiting()).isPositive();
            TrialResult met = timed("window", () -> whatIf.ask(span, turns));
            assertThat(met.count(Effect.Kind.IN_THE_WAY)).isPositive();
        }
    }

    private static TrialResult timed(String what, Supplier<TrialResult> trial) {
        long began = System.nanoTime();
        TrialResult result = trial.get();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        LOG.info("Trying a {} on {} sessions took {} ms.", what, SESSIONS, took.toMillis());
        assertThat(took).isLessThan(LIMIT);
        return result;
    }

    private static DesktopId id(int number) {
        return new DesktopId(new UUID(1L, number));
    }

    /** Two or three sessions a day, each with its run; and where they are near each other, the machine ran through. */
    private static void record(JdbcClient jdbc, Instant begin) {
        jdbc.sql("""
                        insert into usage_interval (id, home_region, kind, desktop_id, person_id, bundle_id, running_mode,
                                                    chain_id, began_at, seen_at)
                        select gen_random_uuid(), 'main', 'KEPT',
                               ('00000000-0000-0001-0000-' || lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(),
                               '00000000-0000-4000-8000-000000000003', 'AUTO_STOP', gen_random_uuid(), :begin, :begin
                          from generate_series(0, :desktops - 1) n
                        """)
                .param("begin", begin.atOffset(ZoneOffset.UTC))
                .param("desktops", DESKTOPS)
                .update();
        // 200 sessions each: every 10.8 hours, for half an hour to five hours.
        jdbc.sql("""
                        insert into session_presence (session_id, desktop_id, person_id, began_at, ended_at)
                        select gen_random_uuid(), ('00000000-0000-0001-0000-' || lpad(to_hex(n), 12, '0'))::uuid,
                               gen_random_uuid(), at, at + interval '1 minute' * (30 + (n * 31 + k * 17) % 270)
                          from generate_series(0, :desktops - 1) n
                         cross join generate_series(0, :each - 1) k
                         cross join lateral (
                               select :begin + interval '1 second' * (k * 38880 + (n * 97) % 3600) as at) t
                        """)
                .param("begin", begin.atOffset(ZoneOffset.UTC))
                .param("desktops", DESKTOPS)
                .param("each", SESSIONS / DESKTOPS)
                .update();
        jdbc.sql("""
                        insert into usage_interval (id, home_region, kind, desktop_id, person_id, bundle_id, running_mode,
                                                    chain_id, began_at, seen_at, ended_at, ended_because, closed_at)
                        select gen_random_uuid(), 'main', 'RUN', desktop_id, person_id,
                               '00000000-0000-4000-8000-000000000003', 'AUTO_STOP', gen_random_uuid(),
                               began_at - case when n % 2 = 0 then interval '10 minutes' else interval '-40 seconds' end,
                               ended_at + interval '1 hour', ended_at + interval '1 hour', 'TIMER',
                               ended_at + interval '1 hour'
                          from (select p.*, row_number() over (order by desktop_id, began_at) as n
                                  from session_presence p) p
                        """).update();
        jdbc.sql("analyze").update();
    }
}
