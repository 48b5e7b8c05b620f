package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.Hypervisor.Subscription;
import dev.berth.hypervisor.HypervisorEvent;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hands a host's events to who listens, from one thread, so that libvirt's event loop never waits for a listener. */
final class Listeners implements AutoCloseable {

    private final List<Consumer<HypervisorEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService teller;

    Listeners(URI host) {
        // An event that comes while closing is dropped: nobody listens any more.
        teller = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name("libvirt-events " + host).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    Subscription add(Consumer<HypervisorEvent> listener) {
        // A wrapper of its own, so that one listener can subscribe twice and leave once.
        Consumer<HypervisorEvent> own = listener::accept;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void tell(HypervisorEvent event) {
        teller.execute(() -> listeners.forEach(listener -> tell(listener, event)));
    }

    @Override
    public void close() {
        listeners.clear();
        teller.shutdown();
    }

    private static void tell(Consumer<HypervisorEvent> listener, HypervisorEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            System.getLogger(Listeners.class.getName())
                    .log(System.Logger.Level.WARNING, "A listener failed on event " + event + ".", e);
        }
    }
}
