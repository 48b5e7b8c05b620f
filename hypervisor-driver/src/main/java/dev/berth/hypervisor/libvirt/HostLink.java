package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorEvent;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.libvirt.NativeEvents.Ear;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;

/**
 * Keeps one host connected and bounds every call on it. Calls run on platform threads of the link's own: libvirt keeps its
 * last error per thread, and a call into a hung daemon can not be interrupted, only left behind.
 */
final class HostLink implements AutoCloseable {

    private static final int KEEPALIVE_SECONDS = 2;
    private static final int KEEPALIVE_MISSES = 3;
    private static final int MOST_CALLS_AT_ONCE = 64;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
    private static final Duration FIRST_CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private static final Map<Integer, String> CLOSE_REASONS = Map.of(
            0,
            "an input or output error",
            1,
            "its libvirtd closed the connection",
            2,
            "its libvirtd did not answer keepalives");

    private final URI uri;
    private final Consumer<HypervisorEvent> listener;
    private final ExecutorService callers;
    private final Semaphore freeCallers = new Semaphore(MOST_CALLS_AT_ONCE);
    private final CountDownLatch firstAttempt = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Standing standing;
    private volatile LibvirtFailure last = new LibvirtFailure("no connection was made yet", null);

    private record LibvirtFailure(String reason, @Nullable Throwable cause) {}

    HostLink(URI uri, Consumer<HypervisorEvent> listener) {
        this.uri = uri;
        this.listener = listener;
        callers = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("libvirt-call-", 0).factory());
    }

    /** Connects, and stays connected until closed; calls wait for the first attempt. */
    void start() {
        Thread.ofPlatform().daemon().name("libvirt-link " + uri).start(this::stayConnected);
    }

    URI uri() {
        return uri;
    }

    /** Does something on the host. {@code doing} completes "Cannot …" in messages. */
    <T> T call(String doing, Duration limit, HostCall<T> call) {
        long end = System.nanoTime() + limit.toNanos();
        var over = current(doing);
        var task = submit(doing, limit, () -> over.during(call));
        try {
            return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw translated(doing, over, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new HostUnreachableException(
                    "Cannot " + doing + ": host " + uri + " did not answer within " + limit.toSeconds()
                            + " s. Look at libvirtd there; the next pass looks what happened.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostUnreachableException("Cannot " + doing + ": waiting for host " + uri + " was broken off.", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        var now = standing;
        if (now != null) {
            now.over().complete("Berth closed it");
        }
    }

    private RuntimeException translated(String doing, Standing over, Throwable cause) {
        return switch (cause) {
            case LibvirtException failure -> {
                if (Failures.brokeConnection(over.connect(), failure)) {
                    over.over().complete(Failures.reason(failure));
                }
                yield Failures.translate(doing, uri, over.connect(), failure);
            }
            case RuntimeException failure -> failure;
            case Error failure -> throw failure;
            default -> new HypervisorException("Cannot " + doing + " on host " + uri + ".", cause);
        };
    }

    private Standing current(String doing) {
        try {
            if (!firstAttempt.await(FIRST_CONNECT_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                last = new LibvirtFailure("the first connection is still being made", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostUnreachableException("Cannot " + doing + ": waiting for host " + uri + " was broken off.", e);
        }
        var now = standing;
        if (now == null) {
            var failure = last;
            throw new HostUnreachableException(
                    "Cannot " + doing + ": host " + uri + " is not connected (" + failure.reason()
                            + "). It is tried again by itself.",
                    failure.cause() == null ? new IOException(failure.reason()) : failure.cause());
        }
        return now;
    }

    private <T> CompletableFuture<T> submit(String doing, Duration limit, Callable<T> call) {
        try {
            if (!freeCallers.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new HostUnreachableException(
                        "Cannot " + doing + ": " + MOST_CALLS_AT_ONCE + " calls to host " + uri
                                + " have not come back. Look at libvirtd there.",
                        new TimeoutException());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostUnreachableException("Cannot " + doing + ": waiting for host " + uri + " was broken off.", e);
        }
        var result = new CompletableFuture<T>();
        callers.execute(() -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            } finally {
                freeCallers.release();
            }
        });
        return result;
    }

    private void stayConnected() {
        var pause = FIRST_PAUSE;
        try {
            while (closing.getCount() > 0) {
                var made = connect();
                standing = made;
                firstAttempt.countDown();
                if (made != null) {
                    pause = FIRST_PAUSE;
                    stayUntilOver(made);
                } else {
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            firstAttempt.countDown();
            callers.shutdown();
        }
    }

    private void stayUntilOver(Standing made) throws InterruptedException {
        if (closing.getCount() == 0) {
            made.over().complete("Berth closed it");
        }
        listener.accept(new HypervisorEvent.HostConnected());
        String reason = made.over().join();
        standing = null;
        last = new LibvirtFailure(reason, null);
        listener.accept(new HypervisorEvent.HostLost(reason));
        made.leave();
    }

    private @Nullable Standing connect() throws InterruptedException {
        var attempt = submit("connect", CONNECT_LIMIT, this::open);
        try {
            return attempt.get(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            last = new LibvirtFailure(
                    cause instanceof LibvirtException failure ? Failures.reason(failure) : cause.toString(), cause);
        } catch (TimeoutException e) {
            last = new LibvirtFailure("connecting took longer than " + CONNECT_LIMIT.toSeconds() + " s", e);
            attempt.thenAccept(Standing::leave);
        }
        return null;
    }

    private Standing open() throws LibvirtException {
        LibvirtLibrary.start();
        var made = new Standing(new BerthConnect(uri));
        try {
            made.connect().setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_MISSES);
            made.connect().listen(new Ear() {
                @Override
                public void machineChanged(UUID machine) {
                    listener.accept(new HypervisorEvent.MachineChanged(new MachineId(machine)));
                }

                @Override
                public void connectionClosed(int reason) {
                    made.over().complete(CLOSE_REASONS.getOrDefault(reason, "the connection was closed"));
                }
            });
            return made;
        } catch (LibvirtException | RuntimeException e) {
            made.leave();
            throw e;
        }
    }
}
