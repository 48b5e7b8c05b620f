package dev.berth.maintenance;

import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import dev.berth.broker.maintenance.MaintenanceRounds;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.broker.signal.ThisNode;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.quartz.AdaptableJobFactory;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;
import org.springframework.stereotype.Component;

/**
 * Quartz on its clustered store in PostgreSQL, on nodes with the role SCHEDULER. It comes up beside the node, not before
 * it, and takes connections from the node's own pool. When a window opens is not its business: its timers only make
 * somebody look, so a fire that is lost, late or doubled costs seconds and nothing else.
 */
@Component
class QuartzTimers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(QuartzTimers.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(10);
    private static final String NAME = "berth";

    private final DataSource database;
    private final AutowireCapableBeanFactory beans;
    private final MaintenanceRounds rounds;
    private final Signals signals;
    private final SchedulerSettings settings;
    private final boolean schedules;
    private @Nullable Running running;

    QuartzTimers(
            DataSource database,
            AutowireCapableBeanFactory beans,
            MaintenanceRounds rounds,
            Signals signals,
            SchedulerSettings settings,
            ThisNode node) {
        this.database = database;
        this.beans = beans;
        this.rounds = rounds;
        this.signals = signals;
        this.settings = settings;
        this.schedules = node.roles().contains("SCHEDULER");
    }

    private record Running(Thread beginning, CountDownLatch over, Nudged advance, Subscription subscription) {}

    @Override
    public synchronized void start() {
        if (!schedules) {
            return;
        }
        var over = new CountDownLatch(1);
        var advance = new Nudged("maintenance runs", rounds::advance);
        running = new Running(
                Thread.ofVirtual().name("quartz").start(() -> live(over)),
                over,
                advance,
                signals.subscribe(Channel.MAINTENANCE, run -> advance.nudge()));
    }

    @Override
    public synchronized void stop() {
        Running was = running;
        running = null;
        if (was != null) {
            was.subscription().close();
            was.advance().close();
            was.over().countDown();
            try {
                if (!was.beginning().join(FINISH_LIMIT)) {
                    LOG.info("A timer is still at work; another node goes on with what it leaves.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** Begins until it succeeds, and ends when it is over. */
    private void live(CountDownLatch over) {
        try {
            do {
                SchedulerFactoryBean factory = factory();
                try {
                    factory.afterPropertiesSet();
                    Scheduler scheduler = factory.getScheduler();
                    every(scheduler, settings.openInterval(), OpenWindowsJob.class, "open-windows");
                    every(scheduler, settings.advanceInterval(), AdvanceRunsJob.class, "advance-runs");
                    scheduler.start();
                    over.await();
                    factory.destroy();
                    return;
                } catch (Exception e) {
                    if (e instanceof InterruptedException interrupted) {
                        throw interrupted;
                    }
                    LOG.warn("Timers do not start; trying again in {} s. Is the database there?", RETRY.toSeconds(), e);
                    destroy(factory);
                }
            } while (!over.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void destroy(SchedulerFactoryBean factory) {
        try {
            factory.destroy();
        } catch (SchedulerException e) {
            LOG.debug("What did not start does not stop either.", e);
        }
    }

    private SchedulerFactoryBean factory() {
        var properties = new Properties();
        properties.putAll(Map.of(
                "org.quartz.scheduler.instanceName", NAME,
                "org.quartz.scheduler.instanceId", UUID.randomUUID().toString(),
                "org.quartz.scheduler.makeSchedulerThreadDaemon", "true",
                "org.quartz.threadPool.threadCount", "2",
                "org.quartz.threadPool.makeThreadsDaemons", "true",
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
                "org.quartz.jobStore.tablePrefix", "qrtz_",
                "org.quartz.jobStore.isClustered", "true"));
        properties.put(
                "org.quartz.jobStore.clusterCheckinInterval",
                Long.toString(settings.checkInInterval().toMillis()));
        // What was missed is not made up for: the next fire looks at everything.
        properties.put(
                "org.quartz.jobStore.misfireThreshold",
                Long.toString(settings.checkInInterval().multipliedBy(2).toMillis()));
        properties.put("org.quartz.jobStore.useProperties", "true");
        var factory = new SchedulerFactoryBean();
        factory.setSchedulerName(NAME);
        factory.setDataSource(database);
        factory.setQuartzProperties(properties);
        factory.setJobFactory(new AdaptableJobFactory() {
            @Override
            protected Object createJobInstance(org.quartz.spi.TriggerFiredBundle fired) {
                return beans.createBean(fired.getJobDetail().getJobClass());
            }
        });
        factory.setAutoStartup(false);
        factory.setWaitForJobsToCompleteOnShutdown(true);
        return factory;
    }

    /** Written anew by each node that starts, so that a changed interval counts, and a timer in error is one no more. */
    private static void every(Scheduler scheduler, Duration interval, Class<? extends Job> job, String name)
            throws SchedulerException {
        var detail = JobBuilder.newJob(job).withIdentity(name).storeDurably().build();
        SimpleTrigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(name)
                .withSchedule(simpleSchedule()
                        .withIntervalInMilliseconds(interval.toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
        scheduler.scheduleJob(detail, Set.of(trigger), true);
    }
}
