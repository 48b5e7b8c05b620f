package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostUnreachableException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.libvirt.LibvirtException;

/**
 * A connection that was made, and what completes when it is over. It is closed by the last who uses it: libvirt frees a
 * connection that is closed under a running call.
 */
final class Standing {

    private final BerthConnect connect;
    private final CompletableFuture<String> over = new CompletableFuture<>();
    /** The link itself is the first user. */
    private final AtomicInteger users = new AtomicInteger(1);

    Standing(BerthConnect connect) {
        this.connect = connect;
    }

    BerthConnect connect() {
        return connect;
    }

    /** Completes with the reason. */
    CompletableFuture<String> over() {
        return over;
    }

    /** Does something over the connection, which stays open until that has ended. */
    <T> T during(HostCall<T> call) throws LibvirtException {
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new HostUnreachableException(
                    "The connection to the host ended just now.", new IOException(over.join()));
        }
        try {
            return call.on(connect);
        } finally {
            leave();
        }
    }

    /** Ends one use; the link ends its own when the connection is over. */
    void leave() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        try {
            connect.stopListening();
            connect.close();
        } catch (LibvirtException e) {
            System.getLogger(Standing.class.getName())
                    .log(System.Logger.Level.DEBUG, "A connection was already gone when it was closed.", e);
        }
    }
}
