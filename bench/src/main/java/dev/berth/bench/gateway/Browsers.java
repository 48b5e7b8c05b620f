package dev.berth.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Many browsers, all read by one thread: counts what comes, and how long what is stamped took. */
final class Browsers implements AutoCloseable {

    private static final int AT_ONCE = 32;
    private static final int READ_BYTES = 256 * 1024;
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final Selector selector;
    private final Thread reader;
    private final AtomicLong payload = new AtomicLong();
    private final AtomicInteger lost = new AtomicInteger();
    private long now;
    private long[] nanos = new long[4_096];
    private int stamps;
    private volatile boolean timing;
    private volatile boolean closed;

    private Browsers(Selector selector) {
        this.selector = selector;
        reader = Thread.ofPlatform().name("browsers").unstarted(this::read);
    }

    /** So many sessions, all open. */
    static Browsers open(Entrance entrance, int count) {
        try {
            Browsers browsers = new Browsers(Selector.open());
            for (BrowserEnd end : connect(entrance, count, browsers)) {
                end.channel().register(browsers.selector, SelectionKey.OP_READ, end);
            }
            browsers.reader.start();
            return browsers;
        } catch (IOException e) {
            throw new UncheckedIOException("Not all of " + count + " sessions opened at " + entrance.path(), e);
        }
    }

    /** Bytes of the sessions that came until now, without what a WebSocket adds. */
    long payload() {
        return payload.get();
    }

    /** Sessions that ended by themselves. */
    int lost() {
        return lost.get();
    }

    /** From now on, stamps are taken; asked for when all is over, by {@link #latencies}. */
    void startTiming() {
        timing = true;
    }

    /** Ends all sessions and returns how long each stamp took, in nanoseconds, sorted. */
    long[] latencies() {
        close();
        long[] sorted = Arrays.copyOf(nanos, stamps);
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            if (!reader.join(END_LIMIT)) {
                throw new IllegalStateException("The browsers' thread does not end.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<BrowserEnd> connect(Entrance entrance, int count, Browsers browsers) throws IOException {
        Semaphore room = new Semaphore(AT_ONCE);
        List<Future<BrowserEnd>> opening = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                opening.add(threads.submit(() -> {
                    room.acquire();
                    try {
                        return BrowserEnd.open(entrance, browsers::stamped);
                    } finally {
                        room.release();
                    }
                }));
            }
        }
        List<BrowserEnd> opened = new ArrayList<>();
        try {
            for (Future<BrowserEnd> each : opening) {
                opened.add(each.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while sessions opened", e);
        }
        return opened;
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        try (selector) {
            while (!closed) {
                selector.select(key -> readOne(key, buffer), 1_000);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The browsers cannot be read", e);
        }
    }

    private void readOne(SelectionKey key, ByteBuffer buffer) {
        BrowserEnd end = (BrowserEnd) key.attachment();
        try {
            buffer.clear();
            if (end.channel().read(buffer) < 0) {
                throw new IOException("the gateway hung up");
            }
            now = System.nanoTime();
            payload.addAndGet(end.take(buffer.flip(), timing));
        } catch (IOException ended) {
            lost.incrementAndGet();
            key.cancel();
            hangUp(end);
        }
    }

    private static void hangUp(BrowserEnd end) {
        try {
            end.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException("A browser's connection does not close", e);
        }
    }

    private void stamped(long sent) {
        if (stamps == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * nanos.length);
        }
        nanos[stamps++] = now - sent;
    }
}
