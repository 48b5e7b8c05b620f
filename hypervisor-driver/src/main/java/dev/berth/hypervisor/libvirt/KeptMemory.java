package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.VolumeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.Domain.XMLFlags;
import org.libvirt.LibvirtException;

/**
 * Saved memory that outlives its machine's definition. libvirt forgets a managed save with the definition, and has no call
 * that takes one in: so it is restored with its guest standing still, and saved again at once.
 */
final class KeptMemory {

    private final BerthConnect connect;
    private final Pool pool;
    private final Machines machines;
    private final SavedStates savedStates;

    KeptMemory(BerthConnect connect, Pool pool, Machines machines, SavedStates savedStates) {
        this.connect = connect;
        this.pool = pool;
        this.machines = machines;
        this.savedStates = savedStates;
    }

    void keep(MachineId id, VolumeName name) throws LibvirtException {
        var domain = machines.require(id, "keep the memory of");
        if (Machines.power(domain) != PowerState.SAVED) {
            throw new HypervisorException("Cannot keep the memory of machine " + id + ": it is "
                    + Machines.power(domain) + ". Only a saved machine has memory to keep.");
        }
        savedStates.copy(domain, name.value());
    }

    /** What the machine is to be restored as; null as the memory itself says. */
    @FunctionalInterface
    private interface Describing {
        @Nullable
        String of(StoredVolume memory) throws LibvirtException;
    }

    Optional<LostMemory> putBack(MachineId id, VolumeName name) throws LibvirtException {
        return putBack(id, name, memory -> null);
    }

    /** The same of memory that another host sent, which says what machine it is of, and is not simply believed. */
    Optional<LostMemory> putSentBack(MachineSpec spec, VolumeName name, Virtualisation virtualisation)
            throws LibvirtException {
        return putBack(spec.id(), name, memory -> described(memory, spec, virtualisation));
    }

    private Optional<LostMemory> putBack(MachineId id, VolumeName name, Describing describing) throws LibvirtException {
        var memory = pool.require(name, "the memory of machine " + id);
        var before = machines.find(id);
        if (before.isPresent() && Machines.power(before.get()) == PowerState.SAVED) {
            return Optional.empty();
        }
        if (before.isPresent()) {
            dropHalf(id, before.get());
        }
        var failure = connect.restoreStandingStill(memory.path(), describing.of(memory));
        if (failure.isEmpty()) {
            var domain = machines.require(id, "save");
            connect.domainDefineXML(domain.getXMLDesc(XMLFlags.INACTIVE | XMLFlags.SECURE));
            failure = connect.saveAsRunning(domain.getUUIDString());
        }
        if (failure.isEmpty()) {
            return Optional.empty();
        }
        // Fails where the connection broke: then nothing is known of the memory.
        machines.remove(id);
        if (!SpoiltMemory.isMeantBy(failure.get())) {
            throw new HypervisorException("The memory of machine " + id + " could not be put back this time: "
                    + failure.get() + ". It is kept; try again.");
        }
        return Optional.of(new LostMemory(savedStates.setAside(id, memory.volume()), failure.get()));
    }

    private String described(StoredVolume memory, MachineSpec spec, Virtualisation virtualisation)
            throws LibvirtException {
        var head = SaveImage.find(connect, memory)
                .orElseThrow(() -> new HypervisorException("The memory of machine " + spec.id()
                        + " that was sent does not begin as saved memory does. Send it anew."));
        return SentDescription.of(head.xml(), spec, machines.parts(Machines.nameOf(spec), spec, virtualisation));
    }

    /** What a try that was cut off left stands still, or is off; one that runs is at somebody's work. */
    private static void dropHalf(MachineId id, Domain domain) throws LibvirtException {
        var power = Machines.power(domain);
        if (power != PowerState.PAUSED && power != PowerState.OFF) {
            throw new HypervisorException(
                    "Cannot put the memory of machine " + id + " back: the machine is " + power + ". Remove it first.");
        }
        Machines.remove(domain);
    }
}
