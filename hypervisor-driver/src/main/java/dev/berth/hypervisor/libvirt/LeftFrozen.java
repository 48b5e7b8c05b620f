package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Looks, when a host is connected, for guests that a Berth which is gone left standing still. */
final class LeftFrozen {

    private static final Duration LOOK_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LeftOver leftOver;
    private final HostLink link;

    LeftFrozen(LeftOver leftOver, HostLink link) {
        this.leftOver = leftOver;
        this.link = link;
    }

    void lookInBackground() {
        Thread.ofVirtual().name("libvirt-thaw").start(() -> {
            try {
                look();
            } catch (HypervisorException e) {
                System.getLogger(LeftFrozen.class.getName())
                        .log(System.Logger.Level.DEBUG, "A host went away while it was looked for frozen guests.", e);
            }
        });
    }

    /** Who froze a guest may live and be at it: then this looks again, until it is over or is known to be left. */
    private void look() {
        long end = System.nanoTime() + LOOK_LIMIT.toNanos();
        for (var standing = standing(); !standing.isEmpty() && System.nanoTime() < end; standing = standing()) {
            standing.forEach(leftOver::thaw);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private List<MachineId> standing() {
        return link.call("look for frozen guests", LOOK_LIMIT, connect -> {
            var found = new ArrayList<MachineId>();
            for (var domain : connect.listAllDomains(0)) {
                if (domain.isActive() == 1 && Freeze.isUnderWay(domain)) {
                    found.add(new MachineId(UUID.fromString(domain.getUUIDString())));
                }
            }
            return found;
        });
    }
}
