package dev.berth.hypervisor.libvirt;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Keeps operations on one machine or volume apart within this node; between nodes the broker's rows do. */
final class Locks {

    private static final int STRIPES = 256;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    Locks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    <T> T during(Object subject, Supplier<T> act) {
        var lock = of(subject);
        lock.lock();
        try {
            return act.get();
        } finally {
            lock.unlock();
        }
    }

    /** Acts on a thread of its own, unless somebody is at the subject already. */
    void ifFree(Object subject, Runnable act) {
        Thread.ofVirtual().name("libvirt-background").start(() -> {
            var lock = of(subject);
            if (!lock.tryLock()) {
                return;
            }
            try {
                act.run();
            } catch (RuntimeException e) {
                System.getLogger(Locks.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "Work on " + subject + " failed; it is tried again when asked.",
                                e);
            } finally {
                lock.unlock();
            }
        });
    }

    private ReentrantLock of(Object subject) {
        return stripes[Math.floorMod(subject.hashCode(), STRIPES)];
    }
}
