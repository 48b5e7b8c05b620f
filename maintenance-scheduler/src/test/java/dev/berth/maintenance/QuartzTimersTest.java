package dev.berth.maintenance;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.maintenance.MaintenanceRounds;
import dev.berth.broker.pipeline.PipelineRounds;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.ThisNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Timers of two nodes over one database. */
class QuartzTimersTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Quartz gives the timer that a node had taken when it ended to another one only once the node counts as gone. */
    private static final Duration FREED = Duration.ofSeconds(120);

    private static final SchedulerSettings OFTEN = new SchedulerSettings(
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(500));

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
        within(FREED, "the other goes on", () -> fired("advance-runs") > before);
        assertThat(number("select count(*) from qrtz_job_details where is_nonconcurrent"))
                .isEqualTo(9);
        second.stop();
    }

    @Test
    void timerThatStandsStillIsSetAnew() {
        QuartzTimers timers = timers("SCHEDULER");
        timers.start();
        within(SOON, "fires", () -> fired("open-windows") > 0 && fired("advance-runs") > 0);
        long year = Duration.ofDays(365).toMillis();
        jdbc.sql("update qrtz_triggers set next_fire_time = next_fire_time + :year where trigger_name = 'open-windows'")
                .param("year", year)
                .update();
        jdbc.sql("update qrtz_triggers set trigger_state = 'ERROR' where trigger_name = 'advance-runs'")
                .update();
        long open = System.currentTimeMillis();
        within(SOON, "fire again", () -> fired("open-windows") > open && fired("advance-runs") > open);
        timers.stop();
    }

    @Test
    void databaseThatIsAwayWhenTheyStartDelaysThem() {
        var away = new AwayDatabase(node.get(DataSource.class));
        QuartzTimers timers = timers("SCHEDULER", away);
        timers.start();
        within(SOON, "tried in vain", () -> away.refused.get() > 0);
        assertThat(number("select count(*) from qrtz_triggers")).isZero();
        away.there = true;
        within(SOON, "fires", () -> fired("open-windows") > 0);
        away.there = false;
        int refused = away.refused.get();
        within(SOON, "fires in vain", () -> away.refused.get() > refused);
        away.there = true;
        long back = System.currentTimeMillis();
        within(FREED, "fires again", () -> fired("open-windows") > back);
        timers.stop();
    }

    @Test
    void onlySchedulersHaveTimers() {
        QuartzTimers portal = timers("PORTAL");
        portal.start();
        assertThat(portal.isRunning()).isFalse();
        assertThat(number("select count(*) from qrtz_triggers")).isZero();
        portal.stop();
    }

    /** A database that does not answer until it does. */
    private static final class AwayDatabase extends DelegatingDataSource {

        final AtomicInteger refused = new AtomicInteger();
        volatile boolean there;

        AwayDatabase(DataSource real) {
            super(real);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (!there) {
                refused.incrementAndGet();
                throw new SQLException("The database does not answer", "08001");
            }
            return super.getConnection();
        }
    }

    private QuartzTimers timers(String role) {
        return timers(role, node.get(DataSource.class));
    }

    private QuartzTimers timers(String role, DataSource store) {
        var context = new AnnotationConfigApplicationContext();
        context.getBeanFactory().registerSingleton("rounds", node.get(MaintenanceRounds.class));
        context.getBeanFactory().registerSingleton("pipelineRounds", node.get(PipelineRounds.class));
        context.refresh();
        return new QuartzTimers(
                store,
                context.getAutowireCapableBeanFactory(),
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
