package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostFacts;
import dev.berth.hypervisor.HostFacts.Virtualisation;
import java.util.Set;
import java.util.UUID;
import org.libvirt.Domain.CreateFlags;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/** Finds out what a host has, by libvirt alone. */
final class HostProbe {

    private static final Set<String> HARDWARE_VIRTUALISATION = Set.of("vmx", "svm");
    private static final long KIB_PER_MIB = 1024;
    private static final long BYTES_PER_MIB = 1024 * 1024;

    private HostProbe() {}

    static HostFacts facts(BerthConnect connect, Virtualisation virtualisation, Pool.Extent room)
            throws LibvirtException {
        var node = connect.nodeInfo();
        var memory = connect.memoryKib();
        long freeMib = memory.containsKey("free")
                ? (memory.get("free") + memory.getOrDefault("buffers", 0L) + memory.getOrDefault("cached", 0L))
                        / KIB_PER_MIB
                : connect.getFreeMemory() / BYTES_PER_MIB;
        return new HostFacts(
                connect.getHostName(),
                connect.getType() + " " + dotted(connect.getVersion()),
                virtualisation,
                node.cpus,
                memory.getOrDefault("total", node.memory) / KIB_PER_MIB,
                freeMib,
                room.capacityBytes() / BYTES_PER_MIB,
                room.freeBytes() / BYTES_PER_MIB);
    }

    /**
     * KVM where the CPU has hardware virtualisation, libvirt offers KVM and a machine really runs under it; {@code
     * /dev/kvm} can be there and yet run nothing.
     */
    static Virtualisation virtualisation(BerthConnect connect) throws LibvirtException {
        return hasHardwareVirtualisation(connect) && connect.domainCapabilities("kvm") != null && runsUnderKvm(connect)
                ? Virtualisation.KVM
                : Virtualisation.TCG;
    }

    private static boolean hasHardwareVirtualisation(BerthConnect connect) throws LibvirtException {
        var cpu = Xml.first(Xml.parse(connect.getCapabilities()), "host/cpu");
        if (cpu.isEmpty()) {
            return false;
        }
        var expanded = connect.hostCpuWithAllFeatures(Xml.write(cpu.get()));
        return names(cpu.get()) || (expanded != null && names(Xml.parse(expanded)));
    }

    private static boolean names(Element cpu) {
        return Xml.all(cpu, "feature").stream()
                .map(feature -> feature.getAttribute("name"))
                .anyMatch(HARDWARE_VIRTUALISATION::contains);
    }

    private static boolean runsUnderKvm(BerthConnect connect) throws LibvirtException {
        var root = Xml.root("domain", "type", "kvm");
        Xml.addText(root, "name", "berth-kvm-probe-" + UUID.randomUUID());
        Xml.addText(root, "memory", "32", "unit", "MiB");
        Xml.addText(root, "vcpu", "1");
        Xml.addText(Xml.add(root, "os"), "type", "hvm", "arch", "x86_64", "machine", "pc");
        var devices = Xml.add(root, "devices");
        Xml.add(devices, "controller", "type", "usb", "model", "none");
        Xml.add(devices, "memballoon", "model", "none");
        try {
            var probe = connect.domainCreateXML(Xml.write(root), CreateFlags.AUTODESTROY);
            boolean runs = probe.getInfo().state == DomainState.VIR_DOMAIN_RUNNING;
            probe.destroy();
            return runs;
        } catch (LibvirtException e) {
            if (Failures.brokeConnection(connect, e)) {
                throw e;
            }
            System.getLogger(HostProbe.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "The host offers KVM and runs no machine under it; QEMU emulates.",
                            e);
            return false;
        }
    }

    private static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }
}
