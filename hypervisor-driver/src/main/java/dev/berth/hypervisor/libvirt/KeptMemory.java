package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.LostMemory;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.VolumeName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.Domain.XMLFlags;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/**
 * Saved memory that outlives its machine's definition. libvirt forgets a managed save with the definition, and has no call
 * that takes one in: so it is restored with its guest standing still, and saved again at once.
 */
final class KeptMemory {

    private static final List<String> BOOT_FILES = List.of("os/kernel", "os/initrd");

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

    Optional<LostMemory> putBack(MachineId id, VolumeName name) throws LibvirtException {
        var memory = pool.require(name, "the memory of machine " + id);
        var before = machines.find(id);
        if (before.isPresent() && Machines.power(before.get()) == PowerState.SAVED) {
            return Optional.empty();
        }
        if (before.isPresent()) {
            dropHalf(id, before.get());
        }
        var head = SaveImage.find(connect, memory);
        var failure = connect.restoreStandingStill(memory.path(), head.isEmpty() ? null : here(head.get()));
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

    /**
     * The machine with this host's volumes, which have the same names as on the one that it was saved on. Null where its own
     * description is right.
     */
    private @Nullable String here(SaveImage head) throws LibvirtException {
        var xml = Xml.parse(head.xml());
        if (isOfHere(xml)) {
            return null;
        }
        MachineXml.loosen(xml, Xml.text(xml, "name").orElse(""));
        for (var source : Xml.all(xml, "devices/disk/source")) {
            source.setAttribute("file", hereToo(source.getAttribute("file")));
        }
        for (var boot : BOOT_FILES) {
            for (var file : Xml.all(xml, boot)) {
                file.setTextContent(hereToo(file.getTextContent()));
            }
        }
        return Xml.write(xml);
    }

    private boolean isOfHere(Element xml) throws LibvirtException {
        for (var disk : Xml.all(xml, "devices/disk")) {
            var path = Xml.first(disk, "source")
                    .map(source -> source.getAttribute("file"))
                    .orElse("");
            var below = Xml.first(disk, "backingStore/source").map(source -> source.getAttribute("file"));
            var volume = pool.find(path.substring(path.lastIndexOf('/') + 1));
            boolean same = path.equals(hereToo(path))
                    && volume.isPresent()
                    && (below.isEmpty()
                            || below.equals(StoredVolume.of(volume.get()).backingPath()));
            if (!same) {
                return false;
            }
        }
        for (var boot : BOOT_FILES) {
            var path = Xml.text(xml, boot).orElse("");
            if (!path.isEmpty() && !path.equals(hereToo(path))) {
                return false;
            }
        }
        return true;
    }

    private String hereToo(String path) throws LibvirtException {
        return pool.pathOf(path.substring(path.lastIndexOf('/') + 1));
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
