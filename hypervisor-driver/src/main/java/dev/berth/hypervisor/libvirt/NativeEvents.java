package dev.berth.hypervisor.libvirt;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.Libvirt.VirConnectCloseFunc;
import org.libvirt.jna.Libvirt.VirConnectDomainEventCallback;

/**
 * The two functions that native code calls in this JVM, for all connections, reachable for as long as the JVM runs. A
 * function per connection would go with its connection while events for it are still under way, and take the JVM with it.
 */
final class NativeEvents {

    private static final int UUID_CHARACTERS = 36;
    private static final Map<Long, Ear> EARS = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong();

    static final VirConnectDomainEventCallback LIFECYCLE = NativeEvents::lifecycle;
    static final VirConnectCloseFunc CLOSED = NativeEvents::closed;

    private NativeEvents() {}

    /** What one connection does with its events; called on libvirt's event loop, so it returns at once. */
    interface Ear {

        void machineChanged(UUID machine);

        void connectionClosed(int reason);
    }

    /** Remembers an ear; the pointer comes back with each event and points to nothing. */
    static Pointer add(Ear ear) {
        long number = NEXT.incrementAndGet();
        EARS.put(number, ear);
        return new Pointer(number);
    }

    static void remove(Pointer number) {
        EARS.remove(Pointer.nativeValue(number));
    }

    private static int lifecycle(
            ConnectionPointer connection, DomainPointer domain, int event, int detail, Pointer number) {
        var ear = EARS.get(Pointer.nativeValue(number));
        var uuid = new byte[UUID_CHARACTERS + 1];
        if (ear != null && Libvirt.INSTANCE.virDomainGetUUIDString(domain, uuid) == 0) {
            ear.machineChanged(UUID.fromString(new String(uuid, 0, UUID_CHARACTERS, StandardCharsets.US_ASCII)));
        }
        return 0;
    }

    private static void closed(ConnectionPointer connection, int reason, Pointer number) {
        var ear = EARS.get(Pointer.nativeValue(number));
        if (ear != null) {
            ear.connectionClosed(reason);
        }
    }
}
