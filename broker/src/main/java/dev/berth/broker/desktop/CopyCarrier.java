package dev.berth.broker.desktop;

import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** Brings the two volumes of a snapshot to another host, each written down once it is there, and takes copies away. */
@Component
class CopyCarrier {

    private static final long MIB = 1024 * 1024;

    private final HostConnections hosts;
    private final HostArtifacts artifacts;
    private final Making making;
    private final CopyLedger ledger;

    CopyCarrier(HostConnections hosts, HostArtifacts artifacts, Making making, CopyLedger ledger) {
        this.hosts = hosts;
        this.artifacts = artifacts;
        this.making = making;
        this.ledger = ledger;
    }

    /** @param wanted asked every second; when it says no, the volume under way is left out */
    void carry(Desktop desktop, DesktopCopy copy, BooleanSupplier wanted) {
        Hypervisor source = hosts.on(desktop.placedOn());
        Hypervisor target = hosts.on(copy.host());
        var courier = new VolumeCourier(source, target, wanted);
        var base = Optional.ofNullable(copy.standsOn());
        var user = new Load(
                VolumeNames.snapshotUser(copy.desktop(), copy.snapshot()),
                copy.user(),
                base.map(below -> VolumeNames.snapshotUser(copy.desktop(), below)),
                base.map(below -> VolumeNames.copyUser(copy.desktop(), below)));
        var root = new Load(
                VolumeNames.snapshotRoot(copy.desktop(), copy.snapshot()),
                copy.root(),
                base.map(below -> VolumeNames.snapshotRoot(copy.desktop(), below)),
                base.map(below -> VolumeNames.copyRoot(copy.desktop(), below)));
        carry(copy, user, source, courier);
        carry(copy, root, source, courier);
        long bytes = target.volume(copy.user()).allocatedBytes()
                + target.volume(copy.root()).allocatedBytes();
        require(copy, ledger.whole(copy, bytes));
    }

    /** Whether both hosts turn out to have one pool, so that a copy would be none. */
    boolean samePool(Desktop desktop, DesktopCopy copy) {
        var probe = new VolumeName(desktop.id() + "-copy-probe");
        Hypervisor own = hosts.on(desktop.placedOn());
        try {
            return SamePool.test(own, hosts.on(copy.host()), probe);
        } finally {
            own.deleteVolume(probe);
        }
    }

    /** The row goes last, so that nothing is there that no row names. */
    void remove(DesktopCopy copy) {
        Hypervisor host = hosts.on(copy.host());
        require(copy, ledger.deleting(copy, () -> {
            host.deleteVolume(copy.root());
            host.deleteVolume(copy.user());
        }));
        ledger.gone(copy);
    }

    /**
     * One volume that is sent.
     *
     * @param below what it stands on where it is an increment
     * @param belowThere what the same is called on the other host
     */
    private record Load(VolumeName from, VolumeName to, Optional<VolumeName> below, Optional<VolumeName> belowThere) {

        VolumeName loosened() {
            return new VolumeName(from + "-copying");
        }
    }

    private void carry(DesktopCopy copy, Load load, Hypervisor source, VolumeCourier courier) {
        if (copy.has(load.to())) {
            return;
        }
        // What is there and was not written down was cut off, or may be.
        Hypervisor target = hosts.on(copy.host());
        require(copy, ledger.deleting(copy, () -> target.deleteVolume(load.to())));
        Optional<VolumeName> backing = source.volume(load.from()).backing();
        if (backing.isEmpty()) {
            courier.carry(load.from(), load.to(), Optional.empty());
        } else if (backing.equals(load.below())) {
            courier.carry(load.from(), load.to(), load.belowThere());
        } else {
            carryOnImage(copy, load, backing.get(), source, courier);
        }
        require(copy, ledger.arrived(copy, load.to()));
    }

    /** Who was halted for longer than a lease neither deletes nor vouches for what another node is at by now. */
    private static void require(DesktopCopy copy, boolean ours) {
        if (!ours) {
            throw new HypervisorException("Copying of desktop " + copy.desktop() + " to host " + copy.host()
                    + " is another node's by now. It goes on there.");
        }
    }

    /** What stands on a template stands on the image first: templates of one name differ from host to host. */
    private void carryOnImage(
            DesktopCopy copy, Load load, VolumeName backing, Hypervisor source, VolumeCourier courier) {
        var image = ArtifactKey.image(copy.host(), copy.imageVersion());
        if (!artifacts.ensureImage(image, making.version(copy.imageVersion()), hosts.on(copy.host()))) {
            throw new HypervisorException("The image of desktop " + copy.desktop()
                    + " is just being brought to the host that its snapshot is copied to. It is tried again.");
        }
        VolumeName imageRoot = VolumeNames.imageRoot(copy.imageVersion());
        if (backing.equals(imageRoot) || backing.equals(VolumeNames.imageUser(copy.imageVersion()))) {
            courier.carry(load.from(), load.to(), Optional.of(backing));
            return;
        }
        source.deleteVolume(load.loosened());
        long mib = Math.max(1, source.volume(load.from()).capacityBytes() / MIB);
        source.ensureVolume(new VolumeSpec.LinkedCopy(load.loosened(), load.from(), imageRoot, mib));
        courier.carry(load.loosened(), load.to(), imageRoot::equals);
        source.deleteVolume(load.loosened());
    }
}
