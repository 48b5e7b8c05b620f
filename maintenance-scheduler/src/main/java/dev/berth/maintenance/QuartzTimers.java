package dev.berth.maintenance;

import static org.quartz.SimpleScheduleBuilder.simpleSchedule;

import dev.berth.broker.maintenance.MaintenanceRounds;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.broker.signal.ThisNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
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

    /** Begins until it succeeds, then keeps an eye on the timers until it is over. */
    private void live(CountDownLatch over) {
        try {
            do {
                SchedulerFactoryBean factory = factory();
                try {
                    Scheduler scheduler = begin(factory);
                    while (!over.await(settings.checkInInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                        mend(scheduler);
                    }
                    return;
                } catch (SchedulerException e) {
                    LOG.warn("Timers do not start; trying again in {} s. Is the database there?", RETRY.toSeconds(), e);
                } finally {
                    destroy(factory);
                }
            } while (!over.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Scheduler begin(SchedulerFactoryBean factory) throws SchedulerException {
        try {
            factory.afterPropertiesSet();
        } catch (SchedulerException e) {
            throw e;
        } catch (Exception e) {
            throw new SchedulerException("Cannot set up the timers: " + e.getMessage(), e);
        }
        Scheduler scheduler = factory.getScheduler();
        for (Timer timer : timers()) {
            write(scheduler, timer);
        }
        scheduler.start();
        return scheduler;
    }

    /** A timer that is gone, in error, or waits for a time that a wrong clock gave it, is written anew. */
    private void mend(Scheduler scheduler) {
        for (Timer timer : timers()) {
            try {
                var key = TriggerKey.triggerKey(timer.name());
                Trigger trigger = scheduler.getTrigger(key);
                Instant next = trigger == null || trigger.getNextFireTime() == null
                        ? Instant.MAX
                        : trigger.getNextFireTime().toInstant();
                if (next.isAfter(Instant.now().plus(timer.interval().multipliedBy(2)))
                        || scheduler.getTriggerState(key) == Trigger.TriggerState.ERROR) {
                    LOG.warn("Timer {} stood still; it is set anew.", timer.name());
                    write(scheduler, timer);
                }
            } catch (SchedulerException e) {
                LOG.debug("Timer {} cannot be looked at; the next look is soon.", timer.name(), e);
            }
        }
    }

    private List<Timer> timers() {
        return List.of(
                new Timer("open-windows", settings.openInterval(), OpenWindowsJob.class),
                new Timer("advance-runs", settings.advanceInterval(), AdvanceRunsJob.class),
                new Timer("open-pipelines", settings.openInterval(), OpenPipelinesJob.class),
                new Timer("advance-pipelines", settings.advanceInterval(), AdvancePipelinesJob.class),
                new Timer("keep-power", settings.powerInterval(), KeepPowerJob.class),
                new Timer("settle-software", settings.softwareInterval(), SettleSoftwareJob.class),
                new Timer("advance-software", settings.advanceInterval(), AdvanceSoftwareJob.class),
                new Timer("advance-rollouts", settings.advanceInterval(), AdvanceRolloutsJob.class),
                new Timer("tell-people", settings.openInterval(), TellPeopleJob.class));
    }

    private record Timer(String name, Duration interval, Class<? extends Job> job) {}

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
                "org.quartz.threadPool.threadCount", "3",
                "org.quartz.threadPool.makeThreadsDaemons", "true",
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate",
                "org.quartz.jobStore.tablePrefix", "qrtz_",
                "org.quartz.jobStore.isClustered", "true"));
        properties.put(
                "org.quartz.jobStore.clusterCheckinInterval",
                Long.toString(settings.checkInInterval().toMillis()));
        properties.put(
                "org.quartz.jobStore.dbRetryInterval",
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

    /** Done by each node that starts, so that a changed interval counts. */
    private static void write(Scheduler scheduler, Timer timer) throws SchedulerException {
        var detail = JobBuilder.newJob(timer.job())
                .withIdentity(timer.name())
                .storeDurably()
                .build();
        SimpleTrigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(timer.name())
                .withSchedule(simpleSchedule()
                        .withIntervalInMilliseconds(timer.interval().toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build();
        scheduler.scheduleJob(detail, Set.of(trigger), true);
    }
}
