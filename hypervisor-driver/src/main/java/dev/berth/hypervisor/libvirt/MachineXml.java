package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostFacts.Virtualisation;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Writes the description of a machine. */
final class MachineXml {

    static final String NAMESPACE = "urn:berth:machine:1";
    static final String PREFIX = "berth";
    static final String ROOT_DISK = "vda";
    static final String USER_DISK = "vdb";
    static final String AGENT_CHANNEL = "org.qemu.guest_agent.0";

    /** Where a guest's randomness comes from. */
    static final String RANDOM = "/dev/urandom";

    private static final String LOG_FOLDER = "/var/log/libvirt/qemu/";

    private MachineXml() {}

    /** The parts of a machine that are the host's, not the spec's. */
    record Parts(
            String name,
            Virtualisation virtualisation,
            StoredVolume root,
            @Nullable StoredVolume user,
            @Nullable StoredVolume kernel,
            @Nullable StoredVolume initrd) {}

    static String of(MachineSpec spec, Parts parts, Element mark) {
        var root = domain(spec, parts, mark);
        var devices = Xml.add(root, "devices");
        devices.appendChild(devices.getOwnerDocument().importNode(disk(parts.root(), ROOT_DISK, "root"), true));
        if (parts.user() != null) {
            devices.appendChild(devices.getOwnerDocument().importNode(disk(parts.user(), USER_DISK, "user"), true));
        }
        devices.appendChild(devices.getOwnerDocument().importNode(network(spec.network()), true));
        addDevices(devices, parts.name());
        return Xml.write(root);
    }

    /** A template's machine: no user volume, and a network card only where it is isolated from every other. */
    static String ofTemplate(MachineSpec spec, Parts parts, String description) {
        var root = domain(spec, parts, mark(spec.id(), spec.hostname()));
        Xml.remove(root, "metadata");
        Xml.addText(root, "description", description);
        var devices = Xml.add(root, "devices");
        devices.appendChild(devices.getOwnerDocument().importNode(disk(parts.root(), ROOT_DISK, "root"), true));
        if (spec.network().equals(MachineSpec.ISOLATED)) {
            devices.appendChild(devices.getOwnerDocument().importNode(network(spec.network()), true));
        }
        addDevices(devices, parts.name());
        return Xml.write(root);
    }

    static Element disk(StoredVolume volume, String target, String serial) {
        var disk = Xml.root("disk", "type", "file", "device", "disk");
        Xml.add(disk, "driver", "name", "qemu", "type", volume.format(), "discard", "unmap");
        Xml.add(disk, "source", "file", volume.path());
        Xml.add(disk, "target", "dev", target, "bus", "virtio");
        Xml.addText(disk, "serial", serial);
        return disk;
    }

    static Element network(String network) {
        boolean isolated = network.equals(MachineSpec.ISOLATED);
        var card = Xml.root("interface", "type", isolated ? "user" : "network");
        if (!isolated) {
            Xml.add(card, "source", "network", network);
            Xml.add(card, "filterref", "filter", "clean-traffic");
            Xml.add(card, "port", "isolated", "yes");
        }
        Xml.add(card, "model", "type", "virtio");
        return card;
    }

    static String serialLog(String name) {
        return LOG_FOLDER + name + "-serial.log";
    }

    /** Takes out of a running machine's description what its host found and chose for it: what its disks stand on, sockets. */
    static void loosen(Element xml, String name) {
        Xml.remove(xml, "devices/disk/backingStore");
        // libvirt chooses socket paths of its own for each machine when it is given none.
        Xml.remove(xml, "devices/channel/source");
        for (var log : Xml.all(xml, "devices/serial/log")) {
            log.setAttribute("file", serialLog(name));
        }
        Xml.remove(xml, "devices/console/log");
        for (var graphics : Xml.all(xml, "devices/graphics")) {
            graphics.removeAttribute("socket");
        }
        for (var listen : Xml.all(xml, "devices/graphics/listen")) {
            listen.removeAttribute("socket");
        }
    }

    /** A console for helpdesk on a socket of the host: no TCP port is opened. */
    static void addScreen(Element devices) {
        Xml.add(Xml.add(devices, "graphics", "type", "vnc"), "listen", "type", "socket");
    }

    /** Berth's mark on a machine. */
    static Element mark(MachineId id, String hostname) {
        return Xml.root(PREFIX + ":machine", "xmlns:" + PREFIX, NAMESPACE, "id", id.toString(), "hostname", hostname);
    }

    /** The mark of a machine whose guest has yet to take an identity of its own. */
    static Element pending(Element mark) {
        mark.setAttribute("identity", "pending");
        return mark;
    }

    private static Element domain(MachineSpec spec, Parts parts, Element mark) {
        boolean kvm = parts.virtualisation() == Virtualisation.KVM;
        var root = Xml.root("domain", "type", kvm ? "kvm" : "qemu");
        Xml.addText(root, "name", parts.name());
        Xml.addText(root, "uuid", spec.id().toString());
        Xml.addText(root, "genid", UUID.randomUUID().toString());
        Xml.addText(root, "title", spec.hostname());
        Xml.add(root, "metadata").appendChild(root.getOwnerDocument().importNode(mark, true));
        Xml.addText(root, "memory", Integer.toString(spec.memoryMib()), "unit", "MiB");
        Xml.addText(root, "vcpu", Integer.toString(spec.vcpus()));
        addBoot(root, spec.boot(), parts);
        var features = Xml.add(root, "features");
        Xml.add(features, "acpi");
        Xml.add(features, "apic");
        if (kvm) {
            Xml.add(root, "cpu", "mode", "host-model");
        }
        Xml.add(root, "clock", "offset", "utc");
        Xml.addText(root, "on_poweroff", "destroy");
        Xml.addText(root, "on_reboot", "restart");
        Xml.addText(root, "on_crash", "destroy");
        return root;
    }

    private static void addBoot(Element root, MachineSpec.Boot boot, Parts parts) {
        var os = Xml.add(root, "os");
        // i440fx: every slot takes a disk while the machine runs, which instant clones need.
        Xml.addText(os, "type", "hvm", "arch", "x86_64", "machine", "pc");
        switch (boot) {
            case MachineSpec.Boot.Firmware() -> Xml.add(os, "boot", "dev", "hd");
            case MachineSpec.Boot.DirectKernel(var kernel, var initrd, var commandLine) -> {
                Xml.addText(os, "kernel", required(parts.kernel()).path());
                Xml.addText(os, "initrd", required(parts.initrd()).path());
                Xml.addText(os, "cmdline", commandLine);
            }
        }
    }

    private static void addDevices(Element devices, String name) {
        Xml.add(devices, "controller", "type", "usb", "model", "none");
        var serial = Xml.add(devices, "serial", "type", "pty");
        Xml.add(serial, "log", "file", serialLog(name), "append", "on");
        var channel = Xml.add(devices, "channel", "type", "unix");
        Xml.add(channel, "target", "type", "virtio", "name", AGENT_CHANNEL);
        addScreen(devices);
        Xml.add(Xml.add(devices, "video"), "model", "type", "vga", "vram", "16384");
        Xml.add(devices, "memballoon", "model", "virtio");
        Xml.addText(Xml.add(devices, "rng", "model", "virtio"), "backend", RANDOM, "model", "random");
    }

    private static StoredVolume required(@Nullable StoredVolume volume) {
        if (volume == null) {
            throw new IllegalArgumentException("A machine that boots a kernel of the pool needs kernel and initrd.");
        }
        return volume;
    }
}
