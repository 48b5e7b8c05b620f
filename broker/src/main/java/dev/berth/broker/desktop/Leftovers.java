package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.VolumeName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a host that was declared lost holds of desktops that went on elsewhere: volumes, and machines whose memory was saved.
 * Nothing of it is deleted unless an admin says so. Whether the caller may do it was decided before.
 */
@Component
public class Leftovers {

    private final JdbcLeftovers rows;
    private final JdbcHosts hosts;
    private final JdbcDesktops desktops;
    private final HostConnections connections;

    Leftovers(JdbcLeftovers rows, JdbcHosts hosts, JdbcDesktops desktops, HostConnections connections) {
        this.rows = rows;
        this.hosts = hosts;
        this.desktops = desktops;
        this.connections = connections;
    }

    /**
     * What is left of one desktop.
     *
     * @param person whose desktop it is
     * @param goesOnAt the name of the host that the desktop is on now; null where it is on none
     * @param since when it left
     * @param volumes that are kept, each with its size where the host answers
     * @param machine whether its machine, or memory that was saved for it, is still to be turned off or kept there
     * @param keptBy who decided to keep it; null while nobody did
     */
    public record Left(
            UUID desktop,
            String hostname,
            String person,
            @Nullable String goesOnAt,
            Instant since,
            List<Kept> volumes,
            boolean machine,
            @Nullable String keptBy,
            @Nullable Instant keptAt) {

        public Left {
            volumes = List.copyOf(volumes);
        }

        /** Of the volumes whose size is known. */
        public long bytes() {
            return volumes.stream()
                    .map(Kept::bytes)
                    .flatMap(Optional::stream)
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /**
     * One volume that is kept.
     *
     * @param showing the moment that it shows; null where that is not known
     * @param bytes on the host's disk; empty while the host does not answer, or has it no more
     */
    public record Kept(
            String volume, SnapshotKind kind, @Nullable Instant showing, Optional<Long> bytes) {}

    /** Of every desktop that left the host, the first to leave first: at most so many desktops. */
    public List<Left> on(HostId host, int limit) {
        Host found = require(host);
        return rows.desktopsOn(host, limit).stream()
                .map(desktop -> left(found, desktop))
                .toList();
    }

    public Left of(HostId host, DesktopId desktop) {
        Host found = require(host);
        return rows.desktopOn(host, desktop)
                .map(row -> left(found, row))
                .orElseThrow(
                        () -> new NotFoundException("what is left on host " + found.name() + " of desktop", desktop));
    }

    /** Writes down that somebody looked, and that it stays. */
    public Left keep(HostId host, DesktopId desktop, Actor actor) {
        Left left = of(host, desktop);
        rows.keep(require(host), left, actor);
        return of(host, desktop);
    }

    /**
     * Deletes the volumes and the machine, for good. Only while the host answers: what is said to be gone is gone then.
     *
     * @param typedHostname the desktop's host name, typed: this cannot be meant for another
     */
    public void delete(HostId host, DesktopId id, String typedHostname, Actor actor) {
        Host found = require(host);
        Left left = of(host, id);
        if (!typedHostname.strip().equals(left.hostname())) {
            throw new ChangeRefusedException("hostname is '" + typedHostname + "'; allowed is '" + left.hostname()
                    + "', the name of the desktop whose leftovers are to be deleted.");
        }
        Desktop desktop = requireElsewhere(found, id, left);
        Hypervisor hypervisor = connections.on(host);
        try {
            requireAnotherPool(found, desktop, hypervisor);
            removeMachine(found, hypervisor, id);
            RemainsRound.delete(
                    left.volumes().stream()
                            .map(kept -> new VolumeName(kept.volume()))
                            .toList(),
                    hypervisor);
        } catch (HostUnreachableException e) {
            throw new ChangeRefusedException(
                    "Cannot delete what is on host " + found.name() + ": it does not answer. Bring it back first.", e);
        } catch (HypervisorException e) {
            throw new ChangeRefusedException(
                    "Not all of it could be deleted on host " + found.name() + ": " + e.getMessage(), e);
        }
        rows.deleted(found, left, actor);
    }

    /**
     * Takes all that is left on a host that never answers again off the list, for good: its volumes are named no more, and
     * the host can be removed. Should it come back after all, its machines are turned off and its volumes are kept; the
     * audit log names them. Only while it is lost and silent: what answers is deleted or kept, desktop by desktop.
     *
     * @param typedName the host's name, typed: this cannot be meant for another
     * @return of how many desktops
     */
    public int giveUp(HostId host, String typedName, Actor actor) {
        Host found = require(host);
        if (!typedName.strip().equals(found.name())) {
            throw new ChangeRefusedException("name is '" + typedName + "'; allowed is '" + found.name()
                    + "', the name of the host on which all that is left is given up.");
        }
        return rows.giveUp(found, actor)
                .orElseThrow(() -> new ChangeRefusedException("Cannot give up what is left on host " + found.name()
                        + ": only what is on a host that was declared lost and does not answer. Where it answers, look at"
                        + " each desktop's and delete or keep it."));
    }

    /** The desktop may have come back meanwhile, or be on its way: then these volumes are what it works with. */
    private Desktop requireElsewhere(Host host, DesktopId id, Left left) {
        Desktop desktop = desktops.find(id).orElseThrow(() -> new NotFoundException("desktop", id));
        Relocation move = desktop.agenda().residence().relocation();
        boolean here = desktop.host().filter(host.id()::equals).isPresent()
                || move != null && host.id().equals(move.to());
        boolean itsOwn = left.volumes().stream()
                .map(kept -> new VolumeName(kept.volume()))
                .anyMatch(name -> name.equals(VolumeNames.user(desktop)) || name.equals(VolumeNames.root(desktop)));
        if (here || itsOwn) {
            throw new ChangeRefusedException("Cannot delete what is left of desktop " + left.hostname() + " on host "
                    + host.name() + ": the desktop is there, or works with it. Nothing was touched.");
        }
        return desktop;
    }

    /** One libvirt may stand in two rows, under two names: then the machine and the volumes here are the desktop itself. */
    private void requireAnotherPool(Host host, Desktop desktop, Hypervisor hypervisor) {
        var probe = new VolumeName(desktop.id() + "-remains");
        if (desktop.host()
                .filter(own -> SamePool.test(connections.on(own), hypervisor, probe))
                .isPresent()) {
            throw new HypervisorException("Host " + host.name() + " has the same storage as the host that desktop "
                    + desktop.blueprint().hostname() + " is on. Remove by hand what nobody needs.");
        }
    }

    private static void removeMachine(Host host, Hypervisor hypervisor, DesktopId id) {
        var machine = new MachineId(id.value());
        switch (hypervisor.observe(machine)) {
            case Observation.Unreachable(String reason) ->
                throw new HostUnreachableException(reason, new IllegalStateException(reason));
            case Observation.Absent _ -> {}
            case Observation.Present(Observation.PowerState power) -> {
                if (Power.of(power).holdsMemory()) {
                    throw new HypervisorException("Its machine still runs on host " + host.name()
                            + " and is about to be turned off. Try again in a minute.");
                }
                hypervisor.remove(machine);
            }
        }
    }

    private Left left(Host host, JdbcLeftovers.Row row) {
        return new Left(
                row.desktop().value(),
                row.hostname(),
                row.person(),
                row.goesOnAt(),
                row.since(),
                rows.volumes(host.id(), row.desktop()).stream()
                        .map(kept -> new Kept(kept.volume().value(), kept.kind(), kept.showing(), bytes(host, kept)))
                        .toList(),
                row.machine(),
                row.keptBy(),
                row.keptAt());
    }

    private Optional<Long> bytes(Host host, JdbcLeftovers.Volume kept) {
        if (!host.health().reachable()) {
            return Optional.empty();
        }
        try {
            Hypervisor hypervisor = connections.on(host.id());
            return hypervisor.hasVolume(kept.volume())
                    ? Optional.of(hypervisor.volume(kept.volume()).allocatedBytes())
                    : Optional.empty();
        } catch (HypervisorException e) {
            // The page says that the size is not known; what is kept is named all the same.
            return Optional.empty();
        }
    }

    private Host require(HostId id) {
        return hosts.find(id).orElseThrow(() -> new NotFoundException("host", id));
    }
}
