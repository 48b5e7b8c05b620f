package dev.berth.portal.watch;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Has systemd restart a node that hangs. The node asks for the watch itself once it is ready, since how long a start takes
 * is not known before, and then says again and again that it lives. It says so on a virtual thread, as each request is
 * served on one: where those do not run any more, nobody is served, and nothing is said.
 */
@Component
class Watchdog implements AutoCloseable {

    private static final int TIMES_PER_LIMIT = 3;

    private final WatchdogSettings settings;
    private final Optional<? extends Supervisor> supervisor;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watchdog").factory());

    @Autowired
    Watchdog(WatchdogSettings settings) {
        this(settings, SystemdSocket.ofThisProcess());
    }

    Watchdog(WatchdogSettings settings, Optional<? extends Supervisor> supervisor) {
        this.settings = settings;
        this.supervisor = supervisor;
    }

    /** Whoever started this node, where it listens. */
    @FunctionalInterface
    interface Supervisor {
        /** @param state as sd_notify(3) has it */
        void tell(String state);
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        supervisor.ifPresent(listening -> {
            listening.tell("WATCHDOG_USEC="
                    + TimeUnit.NANOSECONDS.toMicros(settings.limit().toNanos()));
            long pause = settings.limit().toNanos() / TIMES_PER_LIMIT;
            var _ = clock.scheduleAtFixedRate(
                    () -> Thread.ofVirtual().name("alive").start(() -> listening.tell("WATCHDOG=1")),
                    0,
                    pause,
                    TimeUnit.NANOSECONDS);
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
