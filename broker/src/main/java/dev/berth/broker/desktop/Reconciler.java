package dev.berth.broker.desktop;

import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.HypervisorEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/**
 * Brings every desktop from what is to what is wanted. {@link #reconcile()} looks at all that are due and may be called
 * at any time, as often as one likes, on several nodes; {@link #nudge} looks at one at once. Both return without waiting:
 * each desktop has a virtual thread of its own while there is something to do for it.
 */
@Component
public class Reconciler {

    private final DesktopRun.Workshop workshop;
    private final HostArtifacts artifacts;
    private final Map<DesktopId, DesktopRun> runs = new ConcurrentHashMap<>();
    private volatile boolean accepting = true;

    Reconciler(DesktopRun.Workshop workshop, HostArtifacts artifacts, HostConnections hosts) {
        this.workshop = workshop;
        this.artifacts = artifacts;
        hosts.listen(this::heard);
    }

    /** Looks at every desktop that is due. */
    public void reconcile() {
        workshop.claims()
                .due(workshop.clock().instant(), Set.copyOf(runs.keySet()))
                .forEach(this::nudge);
    }

    /** Looks at this desktop now. */
    public void nudge(DesktopId id) {
        if (!accepting) {
            return;
        }
        DesktopRun known = runs.get(id);
        if (known == null || !known.nudge()) {
            begin(id);
        }
    }

    /** Keeps this node's claims; to be called several times within a lease. */
    public void renewClaims() {
        if (!runs.isEmpty()) {
            workshop.claims().renew(workshop.settings().lease());
        }
        artifacts.renew();
    }

    /** Takes no more nudges and waits for what is under way; false when that took longer. */
    public boolean finish(Duration limit) {
        accepting = false;
        return awaitIdle(limit);
    }

    /** Waits until no desktop has anything to do at the moment. */
    boolean awaitIdle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!runs.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return runs.isEmpty();
    }

    private void begin(DesktopId id) {
        var fresh = new DesktopRun(id, workshop);
        DesktopRun current = runs.merge(id, fresh, (known, added) -> known.nudge() ? known : added);
        if (current == fresh) {
            Thread.ofVirtual().name("desktop-" + id).start(() -> {
                try {
                    fresh.run();
                } finally {
                    runs.remove(id, fresh);
                }
            });
        }
    }

    private void heard(HostId host, HypervisorEvent event) {
        switch (event) {
            case HypervisorEvent.MachineChanged(var machine) -> nudge(new DesktopId(machine.value()));
            case HypervisorEvent.HostConnected _ ->
                Thread.ofVirtual().name("host-connected-" + host).start(() -> nudgeAllOn(host));
            case HypervisorEvent.HostLost _ ->
                Thread.ofVirtual().name("host-lost-" + host).start(() -> nudgeAllOn(host));
        }
    }

    private void nudgeAllOn(HostId host) {
        workshop.desktops().on(host).forEach(desktop -> nudge(desktop.id()));
    }
}
