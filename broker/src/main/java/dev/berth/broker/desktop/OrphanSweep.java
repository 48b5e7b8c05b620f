package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Searches hosts for machines and volumes that nobody needs. Only what a row proves to be ours and done with is removed.
 * What no row knows may be another Berth's on the same host, or what is left after a database was lost or put back to an
 * older state: it is named once in the audit log, and in the log once per start, and kept. A user volume is never removed
 * here. What cannot be removed keeps nothing else from being looked at.
 */
@Component
class OrphanSweep {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

    private static final String UNNEEDED =
            "which no desktop of this region needs. Remove it by hand if nobody else does.";
    private static final String NEWER =
            "which is newer than all that the database knows of its desktop. Was the database put back to an older state?"
                    + " Then somebody's latest work may be on it: look before it is removed.";

    private static final String LIVES =
            "which lives while its desktop is terminated. Was the database put back to an older state? Then revive the"
                    + " desktop; else remove the machine by hand.";

    private final JdbcHosts hosts;
    private final HostConnections connections;
    private final JdbcDesktops desktops;
    private final JdbcSnapshots snapshots;
    private final JdbcCopies copies;
    private final JdbcUserPoints points;
    private final AuditLog audit;
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    OrphanSweep(
            JdbcHosts hosts,
            HostConnections connections,
            JdbcDesktops desktops,
            JdbcSnapshots snapshots,
            JdbcCopies copies,
            JdbcUserPoints points,
            AuditLog audit) {
        this.hosts = hosts;
        this.connections = connections;
        this.desktops = desktops;
        this.snapshots = snapshots;
        this.copies = copies;
        this.points = points;
        this.audit = audit;
    }

    void sweep() {
        for (Host host : hosts.list()) {
            try {
                sweep(host, connections.on(host.id()));
            } catch (HostUnreachableException e) {
                LOG.debug("Host {} does not answer; it is searched another time.", host.name(), e);
            } catch (HypervisorException e) {
                LOG.warn("Host {} could not be searched for what is left over; it is tried again.", host.name(), e);
            } catch (RuntimeException e) {
                LOG.error("The search of host {} ended with a fault; the next one tries again.", host.name(), e);
            }
        }
    }

    private void sweep(Host host, Hypervisor hypervisor) {
        for (MachineId machine : hypervisor.machines()) {
            guarded(host, machine, () -> sweep(host, hypervisor, machine));
        }
        for (VolumeName volume : hypervisor.volumes()) {
            VolumeNames.desktopOf(volume)
                    .ifPresent(desktop -> guarded(host, volume, () -> sweep(host, hypervisor, volume, desktop)));
        }
    }

    private static void guarded(Host host, Object subject, Runnable look) {
        try {
            look.run();
        } catch (HostUnreachableException e) {
            throw e;
        } catch (HypervisorException e) {
            LOG.warn("{} on host {} could not be swept; the next search tries again.", subject, host.name(), e);
        }
    }

    private void sweep(Host host, Hypervisor hypervisor, MachineId machine) {
        Optional<Desktop> desktop = desktops.find(new DesktopId(machine.value()));
        if (desktop.isEmpty() && desktops.buildsImages(machine)) {
            return;
        }
        if (desktop.isEmpty()) {
            keep(host, "machine", machine.toString(), UNNEEDED);
        } else if (desktop.get().state() == DesktopState.TERMINATED
                && desktop.get().times().keptUntil() != null
                && lives(hypervisor, machine)) {
            keep(host, "machine", machine.toString(), LIVES);
        } else if (desktop.get().state() == DesktopState.TERMINATED) {
            hypervisor.remove(machine);
            removed(host, "machine", machine.toString());
        } else if (isElsewhere(desktop.get(), host) && !isOnItsWayTo(desktop.get(), host)) {
            // The same libvirt may stand in two rows, under two names: then this is the desktop itself, at work.
            keep(host, "machine", machine.toString(), UNNEEDED);
        }
    }

    private void sweep(Host host, Hypervisor hypervisor, VolumeName volume, DesktopId id) {
        Optional<Desktop> desktop = desktops.find(id);
        if (desktop.isEmpty()) {
            keep(host, "volume", volume.value(), UNNEEDED);
            return;
        }
        if (isNamed(host, volume, id)) {
            return;
        }
        boolean done = desktop.get().state() == DesktopState.TERMINATED
                && desktop.get().times().keptUntil() == null;
        boolean elsewhere = isElsewhere(desktop.get(), host);
        if (isOnItsWayTo(desktop.get(), host) || !done && elsewhere && isSharedWith(desktop.get(), host)) {
            return;
        }
        if (!done && !elsewhere && needed(desktop.get(), volume)) {
            return;
        }
        boolean isRoot = VolumeNames.rootOf(volume).isPresent();
        boolean isMemory = VolumeNames.isMemory(volume);
        if (isMemory && keepsMemory(desktop.get(), volume)) {
            return;
        }
        if (!VolumeNames.isKnown(desktop.get(), volume)) {
            keep(host, "volume", volume.value(), NEWER);
        } else if (isMemory || isRoot && (done || !elsewhere)) {
            hypervisor.deleteVolume(volume);
            removed(host, "volume", volume.value());
        } else {
            keep(host, "volume", volume.value(), UNNEEDED);
        }
    }

    /** Whether a row names it on this very host: as a snapshot's that was left there, or as a copy's. */
    private boolean isNamed(Host host, VolumeName volume, DesktopId desktop) {
        return copies.names(host.id(), desktop, volume)
                || points.names(host.id(), desktop, volume)
                || snapshots.of(desktop).stream()
                        .filter(snapshot -> snapshot.host().equals(host.id()))
                        .anyMatch(snapshot -> snapshot.root().equals(volume)
                                || snapshot.user().equals(volume));
    }

    /** A termination removes the machine first: one that lives was brought back since, as a lost database knew. */
    private static boolean lives(Hypervisor hypervisor, MachineId machine) {
        return hypervisor.observe(machine) instanceof Observation.Present(Observation.PowerState power)
                && Power.of(power).keepsMemory();
    }

    /** Whether a row names it: as the desktop's, as what it becomes or was, or as a snapshot's. Memory set aside counts. */
    private boolean needed(Desktop desktop, VolumeName volume) {
        Disks disks = desktop.blueprint().disks();
        Exchange exchange = desktop.agenda().exchange();
        return isOf(desktop, disks, volume)
                || exchange != null
                        && (isOf(desktop, exchange.was().blueprint().disks(), volume)
                                || isOf(desktop, exchange.becomes().blueprint().disks(), volume))
                || volume.value().startsWith(desktop.id() + ".kept-")
                || snapshots.of(desktop.id()).stream()
                        .anyMatch(snapshot -> snapshot.root().equals(volume)
                                || snapshot.user().equals(volume));
    }

    /** Its machine and volumes may be on both hosts for a while. */
    private static boolean isOnItsWayTo(Desktop desktop, Host host) {
        Relocation move = desktop.agenda().residence().relocation();
        return move != null && host.id().equals(move.to());
    }

    /** Whether it goes along to another host, or is to be put back if an exchange of disks fails, each under its own name. */
    private static boolean keepsMemory(Desktop desktop, VolumeName volume) {
        Exchange exchange = desktop.agenda().exchange();
        Relocation move = desktop.agenda().residence().relocation();
        if (move != null && move.carried().filter(volume::equals).isPresent()) {
            return true;
        }
        return exchange != null
                && VolumeNames.memory(
                                desktop.id(), exchange.becomes().blueprint().disks())
                        .equals(volume);
    }

    private static boolean isOf(Desktop desktop, Disks disks, VolumeName volume) {
        return VolumeNames.root(desktop.id(), disks).equals(volume)
                || VolumeNames.user(desktop.id(), disks).equals(volume);
    }

    /** Its host has the same pool. */
    private boolean isSharedWith(Desktop desktop, Host host) {
        return desktop.host()
                .flatMap(hosts::find)
                .filter(own -> own.spec().sharesStorageWith(host.spec()))
                .isPresent();
    }

    /** Its row names another host; a row that names none yet says nothing. */
    private static boolean isElsewhere(Desktop desktop, Host host) {
        return desktop.host().filter(own -> !own.equals(host.id())).isPresent();
    }

    private void removed(Host host, String kind, String name) {
        LOG.info("Removed {} {} from host {}: its desktop is gone from there.", kind, name, host.name());
        audit.record(AuditEntry.of(
                new Actor.Berth(),
                "host.sweep",
                "host",
                host.id(),
                Outcome.DONE,
                "Removed " + kind + " " + name + ", whose desktop is gone from host " + host.name() + "."));
    }

    private void keep(Host host, String kind, String name, String why) {
        if (named.add(host.id() + "/" + name)) {
            LOG.warn("Host {} holds {} {}, {}", host.name(), kind, name, why);
            AuditEntry note = AuditEntry.of(
                    new Actor.Berth(),
                    "host.sweep",
                    "host",
                    host.id(),
                    Outcome.DONE,
                    "Kept " + kind + " " + name + " on host " + host.name() + ", " + why);
            if (!audit.says(note)) {
                audit.record(note);
            }
        }
    }
}
