package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.libvirt.LibvirtException;

/** Calls to a host that go on beside others. Closing waits for those that still do. */
final class Beside implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    <T> Future<T> begin(Callable<T> call) {
        return threads.submit(call);
    }

    /** What the call answered, or what it failed with. */
    static <T> T await(Future<T> call) throws LibvirtException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case LibvirtException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException("A call to the host failed.", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException("Interrupted while a call to the host was waited for.", e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
