package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.hypervisor.simulated.Operation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written down of desktops as they run and stop, in whatever way. */
class DesktopsAreMeteredTest extends InASimulatedRegion {

    private static final Duration HOUR = Duration.ofHours(1);

    record Interval(
            UUID desktop,
            String mode,
            UUID chain,
            Instant began,
            Instant seen,
            @Nullable Instant ended,
            @Nullable String why) {}

    @Test
    void aRunBeginsWhenItCanBeUsedAndTheDesktopIsKeptFromThenOn() {
        Desktop desktop = running();
        Instant ready = now(desktop).times().stateSince();
        assertThat(all(desktop, "RUN")).singleElement().satisfies(run -> {
            assertThat(run.began()).isEqualTo(ready);
            assertThat(run.ended()).isNull();
            assertThat(run.mode()).isEqualTo("AUTO_STOP");
        });
        assertThat(all(desktop, "KEPT")).singleElement().satisfies(kept -> {
            assertThat(kept.began()).isEqualTo(ready);
            assertThat(kept.ended()).isNull();
        });
    }

    @Test
    void hoursStopWhenTheTimerEndsEvenIfNobodyStopsTheMachineInTime() {
        Desktop desktop = running();
        node.desktops.released(desktop.id());
        Instant due = region.clock.instant().plus(HOUR);
        // Berth is away for three hours while the machine goes on running.
        region.settle(node, 1, Duration.ofHours(3));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.STOPPED);
        assertThat(all(desktop, "RUN")).singleElement().satisfies(run -> {
            assertThat(run.ended()).isEqualTo(due);
            assertThat(run.why()).isEqualTo("TIMER");
        });
    }

    @Test
    void nobodyPaysForAMachineThatCannotBeSaved() {
        Desktop desktop = running();
        node.desktops.released(desktop.id());
        Instant due = region.clock.instant().plus(HOUR);
        region.world.faults().refuseNext(Operation.SAVE, 100);
        region.settle(node, 1, Duration.ofMinutes(61));
        region.settle(node, 3, Duration.ofMinutes(11));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.AVAILABLE);
        assertThat(all(desktop, "RUN"))
                .singleElement()
                .satisfies(run -> assertThat(run.ended()).isEqualTo(due));
        node.desktops.open(person, bundle);
        assertThat(all(desktop, "RUN")).hasSize(2);
        assertThat(all(desktop, "RUN").getLast().began()).isEqualTo(region.clock.instant());
        assertThat(all(desktop, "RUN").getLast().ended()).isNull();
    }

    @Test
    void aMachineThatWasFoundOffRanUntilItWasLastSeen() {
        Desktop desktop = running();
        region.beginSession(desktop);
        region.settle(node, 4, Duration.ofMinutes(10));
        Instant seen = look();
        // Nobody looked for a while, and then it is found broken.
        region.clock.advance(Duration.ofMinutes(45));
        assertThat(look()).isEqualTo(seen);
        region.world.crash(machine(desktop));
        region.settle(node);
        List<Interval> runs = all(desktop, "RUN");
        assertThat(runs).hasSize(2);
        assertThat(runs.getFirst().why()).isEqualTo("CUT_OFF");
        assertThat(runs.getFirst().ended()).isEqualTo(seen);
        assertThat(runs.getLast().began()).isEqualTo(region.clock.instant());
        assertThat(runs.getLast().ended()).isNull();
    }

    @Test
    void comingBackWithinTheHourGoesOnWithTheSameChain() {
        Desktop desktop = running();
        node.desktops.stop(desktop.id());
        region.settle(node);
        region.clock.advance(Duration.ofMinutes(30));
        node.desktops.start(desktop.id());
        region.settle(node);
        node.desktops.stop(desktop.id());
        region.settle(node);
        region.clock.advance(Duration.ofMinutes(90));
        node.desktops.start(desktop.id());
        region.settle(node);
        List<Interval> runs = all(desktop, "RUN");
        assertThat(runs).extracting(Interval::why).containsExactly("STOPPED", "STOPPED", null);
        assertThat(runs.get(1).chain()).isEqualTo(runs.get(0).chain());
        assertThat(runs.get(2).chain()).isNotEqualTo(runs.get(0).chain());
    }

    @Test
    void aRebootGoesOnWithTheSameRun() {
        Desktop desktop = running();
        node.desktops.reboot(desktop.id());
        region.settle(node);
        assertThat(now(desktop).ready()).isTrue();
        assertThat(all(desktop, "RUN"))
                .singleElement()
                .satisfies(run -> assertThat(run.ended()).isNull());
    }

    @Test
    void aDesktopIsKeptWhileItIsStoppedAndUntilItIsTerminated() {
        Desktop desktop = running();
        region.clock.advance(HOUR);
        node.desktops.stop(desktop.id());
        region.settle(node);
        region.clock.advance(HOUR);
        node.desktops.terminate(desktop.id());
        Instant gone = region.clock.instant();
        region.settle(node, 1, HOUR);
        assertThat(now(desktop).state()).isEqualTo(DesktopState.TERMINATED);
        assertThat(all(desktop, "KEPT")).singleElement().satisfies(kept -> {
            assertThat(kept.ended()).isEqualTo(gone);
            assertThat(kept.why()).isEqualTo("TERMINATED");
        });
        assertThat(all(desktop, "RUN"))
                .singleElement()
                .satisfies(run -> assertThat(run.ended()).isEqualTo(gone.minus(HOUR)));
    }

    @Test
    void aChangeOfTheModeCutsTheRecordWithoutAGap() {
        Desktop desktop = running();
        region.jdbc
                .sql("update desktop set running_mode = 'ALWAYS_ON' where id = ?")
                .param(desktop.id().value())
                .update();
        for (String kind : List.of("RUN", "KEPT")) {
            List<Interval> intervals = all(desktop, kind);
            assertThat(intervals).extracting(Interval::mode).containsExactly("AUTO_STOP", "ALWAYS_ON");
            assertThat(intervals.getFirst().why()).isEqualTo("CHANGED");
            assertThat(intervals.getLast().ended()).isNull();
            assertThat(Duration.between(
                            intervals.getFirst().ended(), intervals.getLast().began()))
                    .isBetween(Duration.ZERO, Duration.ofMillis(100));
        }
    }

    @Test
    void aDesktopThatNeverGotReadyCostsNothing() {
        region.world.faults().refuseNext(Operation.START, 100);
        Desktop desktop = node.desktops.open(person, region.bundle(RunningMode.ALWAYS_ON));
        region.settle(node, 8, Duration.ofMinutes(1));
        assertThat(now(desktop).state()).isEqualTo(DesktopState.ERROR);
        node.desktops.terminate(desktop.id());
        region.settle(node);
        assertThat(all(desktop, "KEPT")).isEmpty();
        assertThat(all(desktop, "RUN")).isEmpty();
    }

    /** What the meter's timer does, for this desktop's test clock. */
    private Instant look() {
        var health = TestRegion.settings().healthInterval().toMillis();
        region.jdbc
                .sql("""
                        update usage_interval u
                           set seen_at = least(:now, d.retry_at - :interval * interval '1 millisecond')
                          from desktop d
                         where d.id = u.desktop_id and u.kind = 'RUN' and u.ended_at is null and d.power = 'RUNNING'
                           and d.retry_at > :now
                        """)
                .param("now", JdbcDesktops.utc(region.clock.instant()))
                .param("interval", health)
                .update();
        return region.jdbc
                .sql("select seen_at from usage_interval where kind = 'RUN' and ended_at is null")
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    private List<Interval> all(Desktop desktop, String kind) {
        return region.jdbc
                .sql("select * from usage_interval where desktop_id = ? and kind = ? order by began_at, ended_at")
                .params(desktop.id().value(), kind)
                .query(DesktopsAreMeteredTest::interval)
                .list();
    }

    private static Interval interval(ResultSet row, int number) throws SQLException {
        return new Interval(
                row.getObject("desktop_id", UUID.class),
                row.getString("running_mode"),
                row.getObject("chain_id", UUID.class),
                row.getObject("began_at", OffsetDateTime.class).toInstant(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                at(row, "ended_at"),
                row.getString("ended_because"));
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
