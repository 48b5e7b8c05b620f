package dev.berth.broker.pipeline;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a claim while something takes longer than it holds. One that cannot be kept lapses, and somebody else goes on. */
final class Renewal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

    private final CountDownLatch over = new CountDownLatch(1);

    Renewal(Runnable renew, Duration lease) {
        long everyMillis = Math.max(1, lease.dividedBy(3).toMillis());
        Thread.ofVirtual().name("pipeline-claim").start(() -> keep(renew, everyMillis));
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void keep(Runnable renew, long everyMillis) {
        try {
            while (!over.await(everyMillis, TimeUnit.MILLISECONDS)) {
                tryOnce(renew);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tryOnce(Runnable renew) {
        try {
            renew.run();
        } catch (RuntimeException e) {
            LOG.warn("The claim on a pipeline's run was not renewed; the next try is before it lapses.", e);
        }
    }
}
