package dev.berth.broker.desktop;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.host.HostSettings;
import dev.berth.broker.host.HostWatch;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.broker.signal.ThisNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Drives the reconciler and what belongs to it: by time, and at once on a signal. Only nodes with the role SCHEDULER take
 * steps, and of those only such as keep to the schema's contract.
 */
@Component
class ReconcilerTimer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcilerTimer.class);
    private static final Duration TEMPLATES_INTERVAL = Duration.ofSeconds(10);
    private static final Duration REMAINS_INTERVAL = Duration.ofSeconds(10);

    /** Each round has a thread: a search of slow hosts keeps no claim from being renewed. */
    private static final int ROUNDS_AT_ONCE = 8;

    private static final Duration FINISH_LIMIT = Duration.ofSeconds(10);

    private final Rounds rounds;
    private final Signals signals;
    private final DesktopSettings settings;
    private final HostSettings hostSettings;
    private final CopySettings copies;
    private final HomeSettings homes;
    private final boolean schedules;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile @Nullable ScheduledExecutorService timer;

    ReconcilerTimer(
            Rounds rounds,
            Signals signals,
            DesktopSettings settings,
            HostSettings hostSettings,
            CopySettings copies,
            HomeSettings homes,
            ThisNode node) {
        this.rounds = rounds;
        this.signals = signals;
        this.settings = settings;
        this.hostSettings = hostSettings;
        this.copies = copies;
        this.homes = homes;
        this.schedules = node.roles().contains("SCHEDULER");
    }

    /** What is done again and again. */
    @Component
    record Rounds(
            Reconciler reconciler,
            HostWatch hosts,
            Templates templates,
            OrphanSweep sweep,
            RemainsRound remains,
            CopyRound copies,
            HomeRound homes,
            SchemaContract contract) {

        void renewClaims() {
            reconciler.renewClaims();
            copies.renew();
            homes.renew();
        }

        /** A round that nodes of older versions must not make. */
        Runnable fenced(Runnable round) {
            return () -> contract.during(round);
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(
                ROUNDS_AT_ONCE, Thread.ofVirtual().name("desktop-timer-", 0).factory());
        timer = executor;
        every(executor, hostSettings.refreshInterval(), "host round", rounds.hosts()::refresh);
        subscriptions.add(signals.subscribe(
                Channel.HOST, host -> executor.execute(() -> guarded("host round", rounds.hosts()::refresh))));
        if (!schedules) {
            return;
        }
        every(executor, settings.reconcileInterval(), "desktop round", rounds.fenced(rounds.reconciler()::reconcile));
        every(executor, settings.lease().dividedBy(3), "claim round", rounds.fenced(rounds::renewClaims));
        every(executor, TEMPLATES_INTERVAL, "template round", rounds.fenced(rounds.templates()::keep));
        every(executor, REMAINS_INTERVAL, "remains round", rounds.fenced(rounds.remains()::clear));
        every(executor, copies.interval(), "copy round", rounds.fenced(rounds.copies()::copy));
        every(executor, homes.interval(), "home round", rounds.fenced(rounds.homes()::keep));
        every(executor, settings.sweepInterval(), "sweep", rounds.fenced(rounds.sweep()::sweep));
        subscriptions.add(signals.subscribe(Channel.DESKTOP, this::signalled));
    }

    @Override
    public void stop() {
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
        ScheduledExecutorService executor = timer;
        timer = null;
        if (executor != null) {
            executor.shutdownNow();
            if (schedules && !rounds.reconciler().finish(FINISH_LIMIT)) {
                LOG.info(
                        "Some desktops are in the middle of a step; another node, or the next start, goes on with them.");
            }
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    private void signalled(String payload) {
        ScheduledExecutorService executor = timer;
        if (executor == null) {
            return;
        }
        if (payload.isEmpty()) {
            executor.execute(() -> guarded("desktop round", rounds.fenced(rounds.reconciler()::reconcile)));
            return;
        }
        try {
            rounds.reconciler().nudge(new DesktopId(UUID.fromString(payload)));
        } catch (IllegalArgumentException e) {
            LOG.warn("The signal '{}' names no desktop; it is left out.", payload, e);
        }
    }

    private static void every(ScheduledExecutorService executor, Duration interval, String what, Runnable round) {
        var _ = executor.scheduleWithFixedDelay(
                () -> guarded(what, round), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A round that fails must not be the last. */
    private static void guarded(String what, Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.warn("A {} failed; the next one tries again.", what, e);
        }
    }
}
