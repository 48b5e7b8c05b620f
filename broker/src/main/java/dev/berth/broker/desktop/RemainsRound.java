package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.JdbcRemains.Kind;
import dev.berth.broker.desktop.JdbcRemains.Remains;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes away what hosts hold of desktops that went elsewhere: volumes whose copies a row names, and machines on hosts that
 * were declared lost and came back. Repeated until a host has answered.
 */
@Component
class RemainsRound {

    private static final Logger LOG = LoggerFactory.getLogger(RemainsRound.class);

    private final JdbcHosts hosts;
    private final HostConnections connections;
    private final JdbcRemains remains;
    private final JdbcDesktops desktops;
    private final JdbcSnapshots snapshots;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    RemainsRound(
            JdbcHosts hosts,
            HostConnections connections,
            JdbcRemains remains,
            JdbcDesktops desktops,
            JdbcSnapshots snapshots,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.connections = connections;
        this.remains = remains;
        this.desktops = desktops;
        this.snapshots = snapshots;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    void clear() {
        List<Host> answering =
                hosts.list().stream().filter(host -> host.health().reachable()).toList();
        for (Host host : answering) {
            for (DesktopId desktop : remains.on(host.id())) {
                try {
                    transaction.executeWithoutResult(
                            status -> remains.lock(host.id(), desktop).ifPresent(left -> clear(host, left)));
                } catch (HostUnreachableException e) {
                    LOG.debug("What is left of desktop {} on host {} waits for a host.", desktop, host.name(), e);
                } catch (HypervisorException e) {
                    LOG.warn(
                            "What is left of desktop {} on host {} stays until the next round.",
                            desktop,
                            host.name(),
                            e);
                }
            }
        }
    }

    /** Never of a desktop that is here, or comes here: then the row is wrong, and nothing is touched. */
    private void clear(Host host, Remains left) {
        Optional<Desktop> desktop = desktops.find(left.desktop()).filter(RemainsRound::hasVolumes);
        boolean here = desktop.filter(
                        there -> there.host().filter(host.id()::equals).isPresent() || isOnItsWayTo(host, there))
                .isPresent();
        if (here) {
            LOG.error(
                    "Desktop {} is on host {}, which is said to hold remains of it; nothing is touched.",
                    left.desktop(),
                    host.name());
            return;
        }
        Hypervisor hypervisor = connections.on(host.id());
        boolean instance =
                desktops.find(left.desktop()).filter(Desktop::isInstance).isPresent();
        if (left.kind() == Kind.FENCED && !fence(host, left, hypervisor, instance)) {
            return;
        }
        if (left.volumes().stream().anyMatch(VolumeNames::isMemory) && !isRidOfMachine(host, left, hypervisor)) {
            return;
        }
        if (!left.volumes().isEmpty() && !(isNamed(desktop, left.volumes()) && isTheDesktopsOwn(desktop, hypervisor))) {
            delete(left.volumes(), hypervisor);
        }
        remains.delete(host.id(), left.desktop());
    }

    /**
     * Memory that went along, or was to, leaves a machine that is saved on a host that was seen to have a libvirt of its own.
     * One that runs there was started by hand: it is somebody's to look at.
     */
    private static boolean isRidOfMachine(Host host, Remains left, Hypervisor hypervisor) {
        var machine = new MachineId(left.desktop().value());
        if (hypervisor.observe(machine) instanceof Observation.Present(Observation.PowerState power)) {
            boolean wasBeingRestored = left.kind() == Kind.GIVEN_UP && power == Observation.PowerState.PAUSED;
            if (Power.of(power).holdsMemory() && !wasBeingRestored) {
                LOG.error(
                        "The machine of desktop {} runs on host {}, which the desktop has left. Turn it off there; nothing"
                                + " is deleted before.",
                        left.desktop(),
                        host.name());
                return false;
            }
            hypervisor.remove(machine);
        }
        return !(hypervisor.observe(machine) instanceof Observation.Unreachable);
    }

    private static boolean hasVolumes(Desktop desktop) {
        return desktop.state() != DesktopState.TERMINATED || desktop.times().keptUntil() != null;
    }

    /** Whether it has volumes of these names where it is; what was made of a generation that it never took is nobody's. */
    private boolean isNamed(Optional<Desktop> desktop, List<VolumeName> volumes) {
        return desktop.map(one -> Belongings.of(one, snapshots.of(one.id())))
                .filter(belongings -> volumes.stream().anyMatch(belongings::names))
                .isPresent();
    }

    /** Where the host has the same pool as the one that the desktop is on, what is called remains is what it works with. */
    private boolean isTheDesktopsOwn(Optional<Desktop> desktop, Hypervisor hypervisor) {
        return desktop.flatMap(Desktop::host)
                .filter(own -> SamePool.test(
                        connections.on(own),
                        hypervisor,
                        new VolumeName(desktop.orElseThrow().id() + "-remains")))
                .isPresent();
    }

    private static boolean isOnItsWayTo(Host host, Desktop desktop) {
        Relocation move = desktop.agenda().residence().relocation();
        return move != null && host.id().equals(move.to());
    }

    /** Turns its machine off; false while something of it stays, which is memory that was saved of somebody's desktop. */
    private boolean fence(Host host, Remains left, Hypervisor hypervisor, boolean instance) {
        var machine = new MachineId(left.desktop().value());
        return switch (hypervisor.observe(machine)) {
            case Observation.Unreachable(String reason) ->
                throw new HostUnreachableException(reason, new IllegalStateException(reason));
            case Observation.Absent _ -> {
                note(host, left, "It is not on the host.");
                yield true;
            }
            case Observation.Present(Observation.PowerState power) -> {
                if (Power.of(power).holdsMemory()) {
                    hypervisor.powerOff(machine);
                    note(host, left, "It ran there still, and was turned off.");
                    yield false;
                }
                if (Power.of(power) == Power.SAVED && !instance) {
                    note(host, left, "Its saved memory is kept on the host, and is of no use any more.");
                    yield false;
                }
                hypervisor.remove(machine);
                note(host, left, "It was off; its definition was removed.");
                yield true;
            }
        };
    }

    private void note(Host host, Remains left, String what) {
        if (!left.fenced()) {
            remains.fenced(host.id(), left.desktop(), clock.instant());
            audit.record(AuditEntry.of(
                    new Actor.Berth(),
                    "host.fence",
                    "host",
                    host.id(),
                    dev.berth.broker.audit.Outcome.DONE,
                    "Machine of desktop " + left.desktop() + " on host " + host.name() + ": " + what));
        }
    }

    /** An increment goes before what it stands on, whatever order they are named in. */
    static void delete(List<VolumeName> volumes, Hypervisor hypervisor) {
        List<VolumeName> left = present(volumes, hypervisor);
        while (!left.isEmpty()) {
            for (VolumeName volume : left) {
                try {
                    hypervisor.deleteVolume(volume);
                } catch (HostUnreachableException e) {
                    throw e;
                } catch (HypervisorException e) {
                    LOG.debug("Volume {} is tried again after others: {}", volume, e.getMessage(), e);
                }
            }
            List<VolumeName> still = present(left, hypervisor);
            if (still.size() == left.size()) {
                hypervisor.deleteVolume(still.getFirst());
            }
            left = still;
        }
    }

    private static List<VolumeName> present(List<VolumeName> volumes, Hypervisor hypervisor) {
        return volumes.stream().filter(hypervisor::hasVolume).toList();
    }
}
