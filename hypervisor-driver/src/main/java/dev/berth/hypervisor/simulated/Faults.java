package dev.berth.hypervisor.simulated;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** What goes wrong on a simulated host. Nothing does unless told. */
public final class Faults {

    private final String host;
    private final Map<Operation, Integer> refusals = new EnumMap<>(Operation.class);
    private final Map<Operation, Integer> lostAnswers = new EnumMap<>(Operation.class);
    private final Map<Operation, Duration> delays = new EnumMap<>(Operation.class);
    private volatile boolean unreachable;
    private volatile Consumer<Boundary> watcher = boundary -> {};

    Faults(String host) {
        this.host = host;
    }

    /** Refuses the next calls of an operation, without effect. */
    public synchronized void refuseNext(Operation operation, int times) {
        refusals.put(operation, times);
    }

    /** Lets the next calls of an operation happen, and loses the answer: the caller sees an unreachable host. */
    public synchronized void loseNextAnswers(Operation operation, int times) {
        lostAnswers.put(operation, times);
    }

    /** Makes every call of an operation take this long; zero by default. */
    public synchronized void delay(Operation operation, Duration duration) {
        delays.put(operation, duration);
    }

    /**
     * Calls the watcher at every boundary, on the caller's thread. What the watcher throws ends the operation there: that
     * is how a test cuts a broker off at each line.
     */
    public void watch(Consumer<Boundary> boundaryWatcher) {
        watcher = boundaryWatcher;
    }

    /** Takes every fault and the watcher away; the host is reachable again only through its world. */
    public synchronized void clear() {
        refusals.clear();
        lostAnswers.clear();
        delays.clear();
        watcher = boundary -> {};
    }

    boolean isUnreachable() {
        return unreachable;
    }

    void unreachable(boolean now) {
        unreachable = now;
    }

    void before(Operation operation, String subject) {
        pass(operation, Boundary.Moment.BEFORE, subject);
        requireReachable(operation, subject);
        var wait = delayOf(operation);
        if (wait.isPositive()) {
            LockSupport.parkNanos(wait.toNanos());
        }
        if (takeOne(refusals, operation)) {
            var message = "Operation " + operation + " on '" + subject + "' was refused by simulated host '" + host
                    + "', as a test told it to. Try again.";
            throw operation.concernsGuest() ? new GuestUnavailableException(message) : new HypervisorException(message);
        }
    }

    void during(Operation operation, String subject) {
        pass(operation, Boundary.Moment.DURING, subject);
        requireReachable(operation, subject);
    }

    void after(Operation operation, String subject) {
        pass(operation, Boundary.Moment.AFTER, subject);
        if (takeOne(lostAnswers, operation)) {
            throw unreachable(operation, subject);
        }
    }

    private void pass(Operation operation, Boundary.Moment moment, String subject) {
        watcher.accept(new Boundary(operation, moment, subject));
    }

    private void requireReachable(Operation operation, String subject) {
        if (unreachable) {
            throw unreachable(operation, subject);
        }
    }

    private HostUnreachableException unreachable(Operation operation, String subject) {
        return new HostUnreachableException(
                "Simulated host '" + host + "' did not answer to " + operation + " on '" + subject
                        + "'. It is tried again on the next pass.",
                new IOException("The simulated network is down"));
    }

    private synchronized Duration delayOf(Operation operation) {
        return delays.getOrDefault(operation, Duration.ZERO);
    }

    private synchronized boolean takeOne(Map<Operation, Integer> counters, Operation operation) {
        int left = counters.getOrDefault(operation, 0);
        if (left > 0) {
            counters.put(operation, left - 1);
        }
        return left > 0;
    }
}
