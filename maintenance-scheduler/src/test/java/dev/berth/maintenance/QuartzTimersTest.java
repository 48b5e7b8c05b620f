package dev.berth.maintenance;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.maintenance.MaintenanceRounds;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.ThisNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Timers of two nodes over one database. */
class QuartzTimersTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final SchedulerSettings OFTEN =
            new SchedulerSettings(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(500));

    @TempDir
    Path folder;

    private DataSource database;
    private BrokerNode node;
    private JdbcClient jdbc;

    @BeforeEach
    void begin() {
        database = TestDatabase.fresh();
        node = BrokerNode.start(database, new MovableClock(), folder);
        jdbc = JdbcClient.create(database);
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void timersGoOffInTheRegionAndGoOnWhenANodeIsGone() {
        QuartzTimers first = timers("SCHEDULER");
        QuartzTimers second = timers("SCHEDULER");
        first.start();
        within(SOON, "first fires", () -> fired("open-windows") > 0 && fired("advance-runs") > 0);
        second.start();
        within(SOON, "two nodes", () -> number("select count(*) from qrtz_scheduler_state") == 2);
        first.stop();
        long before = fired("advance-runs");
        within(SOON, "the other goes on", () -> fired("advance-runs") > before);
        assertThat(number("select count(*) from qrtz_job_details where is_nonconcurrent"))
                .isEqualTo(2);
        second.stop();
        assertThat(number("select count(*) from qrtz_fired_triggers")).isZero();
    }

    @Test
    void timerInErrorIsMendedByTheNextNodeThatStarts() {
        QuartzTimers first = timers("SCHEDULER");
        first.start();
        within(SOON, "fires", () -> fired("open-windows") > 0);
        first.stop();
        jdbc.sql("update qrtz_triggers set trigger_state = 'ERROR'").update();
        QuartzTimers second = timers("SCHEDULER");
        second.start();
        long before = fired("open-windows");
        within(SOON, "fires again", () -> fired("open-windows") > before);
        second.stop();
    }

    @Test
    void onlySchedulersHaveTimers() {
        QuartzTimers portal = timers("PORTAL");
        portal.start();
        assertThat(portal.isRunning()).isFalse();
        assertThat(number("select count(*) from qrtz_triggers")).isZero();
        portal.stop();
    }

    private QuartzTimers timers(String role) {
        var beans = new DefaultListableBeanFactory();
        beans.registerSingleton("rounds", node.get(MaintenanceRounds.class));
        return new QuartzTimers(
                node.get(DataSource.class),
                beans,
                node.get(MaintenanceRounds.class),
                node.get(Signals.class),
                OFTEN,
                new ThisNode(Set.of(role), "test"));
    }

    /** When it last went off, in milliseconds; 0 before that. */
    private long fired(String trigger) {
        return jdbc.sql(
                        "select coalesce(max(prev_fire_time), 0) from qrtz_triggers where trigger_name = :name and prev_fire_time > 0")
                .param("name", trigger)
                .query(Long.class)
                .single();
    }

    private int number(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
