package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineSpec;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.w3c.dom.Element;

/** A template as the head of its saved memory describes it. */
record Template(StorageVol memory, SaveImage head) {

    private static final long KIB_PER_MIB = 1024;

    static Template read(BerthConnect connect, StorageVol memory) throws LibvirtException {
        return new Template(memory, SaveImage.read(connect, memory));
    }

    String rootPath() {
        return disk(Xml.parse(head.xml()), MachineXml.ROOT_DISK)
                .flatMap(disk -> Xml.first(disk, "source"))
                .map(source -> source.getAttribute("file"))
                .orElseThrow(() -> new HypervisorException("The template has no root volume. Make it anew."));
    }

    /** Tells this making of the template from earlier and later ones: the end of its root volume's name. */
    String making() {
        return rootPath().substring(rootPath().lastIndexOf('-') + 1);
    }

    /** Why a machine can not be a clone of this; empty when it can. */
    Optional<String> refusal(MachineSpec spec, Virtualisation virtualisation) {
        var xml = Xml.parse(head.xml());
        long memoryMib = Xml.text(xml, "memory").map(Long::parseLong).orElse(0L) / KIB_PER_MIB;
        var vcpus = Xml.text(xml, "vcpu").orElse("");
        if (memoryMib != spec.memoryMib() || !vcpus.equals(Integer.toString(spec.vcpus()))) {
            return Optional.of("the template has " + vcpus + " vCPU and " + memoryMib + " MiB, and the machine wants "
                    + spec.vcpus() + " and " + spec.memoryMib());
        }
        if (xml.getAttribute("type").equals("kvm") != (virtualisation == Virtualisation.KVM)) {
            return Optional.of("the template was made under another kind of virtualisation");
        }
        if (spec.userVolume().isEmpty() && disk(xml, MachineXml.USER_DISK).isPresent()) {
            return Optional.of("the template has a place for a user volume, and the machine has none");
        }
        boolean isolated = !Xml.all(xml, "devices/interface").isEmpty();
        if (isolated != spec.network().equals(MachineSpec.ISOLATED)) {
            return Optional.of("the template is made for another kind of network");
        }
        return Optional.empty();
    }

    /** The head for a clone: its own name, identity, volumes and sockets. */
    byte[] headFor(MachineSpec spec, String rootPath, Optional<StoredVolume> user) {
        var xml = Xml.parse(head.xml());
        var name = Machines.nameOf(spec);
        setText(xml, "name", name);
        setText(xml, "uuid", spec.id().toString());
        setText(xml, "genid", UUID.randomUUID().toString());
        Xml.remove(xml, "title");
        Xml.remove(xml, "description");
        Xml.remove(xml, "metadata");
        Xml.add(xml, "metadata").appendChild(xml.getOwnerDocument().importNode(Clones.pendingMark(spec), true));
        MachineXml.loosen(xml, name);
        disk(xml, MachineXml.ROOT_DISK).ifPresent(disk -> setSource(disk, rootPath));
        var userDisk = disk(xml, MachineXml.USER_DISK);
        if (userDisk.isPresent() && user.isPresent()) {
            setSource(userDisk.get(), user.get().path());
            Xml.first(userDisk.get(), "driver")
                    .ifPresent(driver -> driver.setAttribute("type", user.get().format()));
        }
        return head.withXml(Xml.write(xml));
    }

    private static Optional<Element> disk(Element xml, String target) {
        return Xml.all(xml, "devices/disk").stream()
                .filter(disk -> Xml.first(disk, "target")
                        .filter(named -> named.getAttribute("dev").equals(target))
                        .isPresent())
                .findFirst();
    }

    private static void setSource(Element disk, String path) {
        Xml.first(disk, "source").ifPresent(source -> source.setAttribute("file", path));
    }

    private static void setText(Element xml, String path, String text) {
        Xml.first(xml, path)
                .orElseThrow(
                        () -> new HypervisorException("The template's description has no " + path + ". Make it anew."))
                .setTextContent(text);
    }
}
