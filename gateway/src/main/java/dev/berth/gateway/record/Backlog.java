package dev.berth.gateway.record;

import dev.berth.gateway.record.Recorder.Bounds;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a recorder was given and has not written: up to a bound, beyond which the recording breaks. */
final class Backlog {

    private static final int SMALLEST = 16 * 1024;
    private static final String TOO_SLOW =
            "The disk did not take the recording as fast as the session drew; it shows what was written until then.";

    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition much = lock.newCondition();
    private byte[] pending = new byte[SMALLEST];
    private int count;
    private boolean closing;
    private @Nullable String flaw;

    Backlog(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Copies, and returns at once. @return what broke just now; empty while all is well, and ever after it broke */
    Optional<String> add(byte[] bytes, int from, int length) {
        lock.lock();
        try {
            if (flaw != null || closing) {
                return Optional.empty();
            }
            if (count + length > bounds.memoryBytes()) {
                flaw = TOO_SLOW;
                count = 0;
                much.signal();
                return Optional.of(TOO_SLOW);
            }
            if (count + length > pending.length) {
                pending = Arrays.copyOf(pending, Math.max(count + length, pending.length * 2));
            }
            System.arraycopy(bytes, from, pending, count, length);
            count += length;
            if (count >= bounds.chunkBytes()) {
                much.signal();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a chunk's worth or the pause. @return all there is, maybe nothing; empty when nothing more comes */
    Optional<byte[]> next() throws InterruptedException {
        lock.lock();
        try {
            long left = bounds.pause().toNanos();
            while (flaw == null && !closing && count < bounds.chunkBytes() && left > 0) {
                left = much.awaitNanos(left);
            }
            if (flaw != null || closing && count == 0) {
                return Optional.empty();
            }
            byte[] all = Arrays.copyOf(pending, count);
            if (pending.length > SMALLEST && count < pending.length / 4) {
                pending = new byte[pending.length / 2];
            }
            count = 0;
            return Optional.of(all);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is added; what is there is still handed out. */
    void close() {
        lock.lock();
        try {
            closing = true;
            much.signal();
        } finally {
            lock.unlock();
        }
    }

    void fail(String why) {
        lock.lock();
        try {
            flaw = why;
            count = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Why it broke; null when it did not. */
    @Nullable
    String flaw() {
        lock.lock();
        try {
            return flaw;
        } finally {
            lock.unlock();
        }
    }
}
