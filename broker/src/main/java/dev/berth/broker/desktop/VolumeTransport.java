package dev.berth.broker.desktop;

import dev.berth.broker.desktop.Belongings.Thing;
import dev.berth.broker.desktop.Relocation.Phase;
import dev.berth.broker.host.HostConnections;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Brings what a desktop has to the host that it moves to, one volume after the other, each written down once it is there. */
@Component
class VolumeTransport {

    private final HostConnections hosts;
    private final HostArtifacts artifacts;
    private final Making making;
    private final MemoryTransport memories;
    private final RelocationLedger ledger;

    VolumeTransport(
            HostConnections hosts,
            HostArtifacts artifacts,
            Making making,
            MemoryTransport memories,
            RelocationLedger ledger) {
        this.hosts = hosts;
        this.artifacts = artifacts;
        this.making = making;
        this.memories = memories;
        this.ledger = ledger;
    }

    /** Copies what is not there yet, and says so once all of it is. */
    void copy(Desktop desktop) {
        Hypervisor source = hosts.on(desktop.placedOn());
        Hypervisor target = hosts.on(ledger.underWay(desktop).target());
        var courier = new VolumeCourier(source, target, () -> ledger.stillMoves(desktop));
        for (Thing thing : ledger.belongings(desktop).presentOn(source)) {
            if (!ledger.underWay(desktop).copied().contains(thing.name().value())) {
                ledger.deleting(desktop, () -> target.deleteVolume(thing.name()));
                carry(desktop, thing, source, target, courier);
                ledger.changing(desktop, move -> move.withCopied(thing.name().value()));
            }
        }
        memories.copy(desktop, courier);
        ledger.changing(desktop, move -> allCopied(desktop, source, move) ? move.in(Phase.COPIED, false) : move);
    }

    /** What stands on a template stands on the image first: templates of one name differ from host to host. */
    private void carry(Desktop desktop, Thing thing, Hypervisor source, Hypervisor target, VolumeCourier courier) {
        Optional<VolumeName> backing = source.volume(thing.name()).backing();
        VolumeName image = VolumeNames.imageRoot(thing.imageVersion());
        if (backing.isEmpty() || ledger.belongings(desktop).names(backing.get())) {
            courier.carry(thing.name(), thing.name(), ledger.belongings(desktop)::names);
            return;
        }
        if (!artifacts.ensureImage(
                ArtifactKey.image(ledger.underWay(desktop).target(), thing.imageVersion()),
                making.version(thing.imageVersion()),
                target)) {
            throw new HypervisorException("The image of desktop " + desktop.id()
                    + " is just being brought to the host that it moves to. It is tried again.");
        }
        if (backing.get().equals(image)) {
            courier.carry(thing.name(), thing.name(), image::equals);
            return;
        }
        source.deleteVolume(thing.loosened());
        long mib = Math.max(1, source.volume(thing.name()).capacityBytes() / (1024 * 1024));
        source.ensureVolume(new VolumeSpec.LinkedCopy(thing.loosened(), thing.name(), image, mib));
        courier.carry(thing.loosened(), thing.name(), image::equals);
        source.deleteVolume(thing.loosened());
    }

    private boolean allCopied(Desktop desktop, Hypervisor source, Relocation move) {
        return ledger.belongings(desktop).presentOn(source).stream()
                        .allMatch(thing -> move.copied().contains(thing.name().value()))
                && move.carried().stream().allMatch(memory -> move.copied().contains(memory.value()));
    }
}
