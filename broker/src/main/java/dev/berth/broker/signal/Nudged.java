package dev.berth.broker.signal;

import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done on a thread of its own after each nudge. Nudges that come while it is being done make it happen once
 * more, not once each; one that fails is logged, and the next nudge tries again.
 */
public final class Nudged implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Nudged.class);

    private final String name;
    private final Runnable work;
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread;

    public Nudged(String name, Runnable work) {
        this.name = name;
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Returns at once. */
    public void nudge() {
        nudges.release();
    }

    /** Work that is under way is interrupted. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                nudges.acquire();
                nudges.drainPermits();
                attempt();
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was closed.", name, e);
        }
    }

    private void attempt() {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed; the next nudge tries again.", name, e);
        }
    }
}
