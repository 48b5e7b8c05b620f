package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Destinations.Choice;
import dev.berth.broker.desktop.Relocation.Restart;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Lets a desktop whose host was lost go on from the copy of its newest snapshot. The copy is not worked on: its disks are
 * made from it, under a generation that was reserved for that, and the row names them once they are there.
 */
@Component
class CopyRestart {

    private final HostConnections hosts;
    private final HostArtifacts artifacts;
    private final Making making;
    private final JdbcCopies copies;
    private final RestartLedger ledger;

    CopyRestart(
            HostConnections hosts, HostArtifacts artifacts, Making making, JdbcCopies copies, RestartLedger ledger) {
        this.hosts = hosts;
        this.artifacts = artifacts;
        this.making = making;
        this.copies = copies;
        this.ledger = ledger;
    }

    /** Where there is a copy, and on a host with room: then that is written down. */
    Choice choose(Desktop desktop, Host lost, Destinations destinations) {
        Choice choice =
                new Choice.None("Its disks and snapshots are on that host alone, and no other has a copy of them:"
                        + " there is nothing to start it from elsewhere. It goes on when the host comes back.");
        List<DesktopCopy> all = copies.of(desktop.id());
        for (DesktopCopy copy : latestFirst(all)) {
            choice = destinations.chooseHolding(desktop, lost, copy.host(), bytesUnder(copy, all));
            if (choice instanceof Choice.Found(Host host)) {
                reserve(desktop, host, copy);
                return choice;
            }
        }
        return choice;
    }

    private static List<DesktopCopy> latestFirst(List<DesktopCopy> all) {
        return all.stream()
                .filter(DesktopCopy::whole)
                .sorted(Comparator.comparing(DesktopCopy::takenAt).reversed())
                .toList();
    }

    private static long bytesUnder(DesktopCopy copy, List<DesktopCopy> all) {
        long bytes = copy.bytes();
        Optional<DesktopCopy> below = below(copy, all);
        for (int i = 0; i < all.size() && below.isPresent(); i++) {
            bytes += below.get().bytes();
            below = below(below.get(), all);
        }
        return bytes;
    }

    private static Optional<DesktopCopy> below(DesktopCopy copy, List<DesktopCopy> all) {
        return all.stream()
                .filter(other ->
                        other.host().equals(copy.host()) && other.snapshot().equals(copy.standsOn()))
                .findFirst();
    }

    /** A generation that is free on that host as well as in the row: no volume of another is ever written over. */
    private void reserve(Desktop desktop, Host host, DesktopCopy copy) {
        int highest = VolumeNames.highest(desktop.id(), hosts.on(host.id()));
        Disks present = desktop.blueprint().disks();
        Disks free = present.next(
                        Math.max(present.rootMib(), copy.rootMib()), Math.max(present.userMib(), copy.userMib()))
                .numberedAfter(highest);
        ledger.reserve(desktop, host.id(), new Restart(copy.snapshot(), free));
    }

    /** Makes the disks and lets the row take them. What was made before by this very restart is made anew. */
    void go(Desktop desktop, Relocation move, Restart restart, Host lost, Host to) {
        DesktopCopy copy = copies.of(desktop.id()).stream()
                .filter(one -> one.host().equals(to.id()) && one.snapshot().equals(restart.copy()) && one.whole())
                .findFirst()
                .orElseThrow(() -> new HypervisorException("The copy on host " + to.name() + " that desktop "
                        + desktop.id() + " was to go on from is not there any more."));
        Hypervisor target = hosts.on(move.target());
        var image = ArtifactKey.image(move.target(), copy.imageVersion());
        if (!artifacts.ensureImage(image, making.version(copy.imageVersion()), target)) {
            throw new HypervisorException(
                    "The image of desktop " + desktop.id() + " is just being brought to host " + to.name() + ".");
        }
        Disks disks = restart.disks();
        VolumeName user = VolumeNames.user(desktop.id(), disks);
        VolumeName root = VolumeNames.root(desktop.id(), disks);
        target.deleteVolume(user);
        target.deleteVolume(root);
        target.ensureVolume(new VolumeSpec.FullCopy(user, copy.user(), disks.userMib()));
        target.ensureVolume(new VolumeSpec.LinkedCopy(
                root, copy.root(), VolumeNames.imageRoot(copy.imageVersion()), disks.rootMib()));
        ledger.took(desktop, copy, disks, lost, to);
    }

    /** What was made of it goes. */
    void giveUp(Desktop desktop, HostId to, Restart restart) {
        ledger.giveUp(
                desktop,
                to,
                List.of(
                        VolumeNames.user(desktop.id(), restart.disks()),
                        VolumeNames.root(desktop.id(), restart.disks())));
    }
}
