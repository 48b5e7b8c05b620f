package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The description that comes with memory from another host. It is that host's word, and would become a machine of this one:
 * so whatever reaches a file, a network or a program of this host is put in from here, and what Berth's machines do not have
 * is refused. That the guest finds the same hardware libvirt sees to.
 */
final class SentDescription {

    /** What is left as it came: the way to an element, its attributes, and what they may say where that matters. */
    private static final Map<String, Map<String, Pattern>> KNOWN = known("""
            domain type=kvm|qemu id
            domain/name
            domain/uuid
            domain/genid
            domain/title
            domain/description
            domain/memory unit=KiB
            domain/currentMemory unit=KiB
            domain/vcpu placement
            domain/os
            domain/os/type arch machine
            domain/os/kernel
            domain/os/initrd
            domain/os/cmdline
            domain/os/boot dev
            domain/on_poweroff
            domain/on_reboot
            domain/on_crash
            domain/devices
            domain/devices/disk type=file device=disk
            domain/devices/disk/driver name type discard
            domain/devices/disk/source file
            domain/devices/disk/target dev bus=virtio
            domain/devices/disk/serial
            domain/devices/controller type=usb|pci|virtio-serial|ide|fdc index model ports
            domain/devices/interface type
            domain/devices/interface/mac address
            domain/devices/interface/source network
            domain/devices/interface/filterref filter
            domain/devices/interface/port isolated
            domain/devices/interface/model type=virtio
            domain/devices/serial type=pty
            domain/devices/serial/log file append
            domain/devices/serial/target type port
            domain/devices/serial/target/model name
            domain/devices/console type=pty
            domain/devices/console/target type port
            domain/devices/channel type=unix
            domain/devices/channel/target type=virtio name=org\\.qemu\\.guest_agent\\.0
            domain/devices/input type=mouse|keyboard|tablet bus
            domain/devices/graphics type
            domain/devices/graphics/listen type
            domain/devices/video
            domain/devices/video/model type=vga vram heads primary
            domain/devices/memballoon model=virtio
            domain/devices/rng model=virtio
            domain/devices/rng/backend model=random
            """);

    /** Each device may say where it is plugged in. */
    private static final Pattern PLACE = Pattern.compile("domain/devices/[a-z]+/(?:address|alias)");

    /** Reach nothing, and have parts that depend on the processor and on libvirt's version. */
    private static final Set<String> FREE = Set.of("domain/features", "domain/cpu", "domain/clock", "domain/pm");

    /** Each host has its own. */
    private static final List<String> OF_HOST = List.of(
            "metadata",
            "resource",
            "devices/emulator",
            "devices/audio",
            "devices/graphics",
            "devices/disk/driver",
            "devices/disk/source",
            "devices/serial/source",
            "devices/console/source");

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,12}");
    private static final long KIB_PER_MIB = 1024;

    private static final List<String> OF_NETWORK = List.of("source", "target", "filterref", "port");

    private SentDescription() {}

    /**
     * The machine of the spec as the memory knows it, with what this host has for it.
     *
     * @param parts of this host
     */
    static String of(String sent, MachineSpec spec, MachineXml.Parts parts) {
        var xml = parsed(sent);
        var name = Xml.first(xml, "name").map(Element::getTextContent).orElse("");
        var own = Pattern.compile("[a-z0-9-]{1,63}-" + spec.id().toString().substring(0, 8));
        if (!own.matcher(name).matches()
                || !Xml.text(xml, "uuid").orElse("").equals(spec.id().toString())) {
            throw refused("it is of machine '" + name + "' and not of " + spec.id());
        }
        requireAtMost(xml, "memory", spec.memoryMib() * KIB_PER_MIB);
        requireAtMost(xml, "vcpu", spec.vcpus());
        var mark = mark(xml, spec);
        OF_HOST.forEach(path -> Xml.remove(xml, path));
        MachineXml.loosen(xml, name);
        Xml.add(xml, "metadata").appendChild(xml.getOwnerDocument().importNode(mark, true));
        Xml.all(xml, "devices").forEach(MachineXml::addScreen);
        Xml.all(xml, "devices/disk").forEach(disk -> putIn(disk, parts));
        Xml.all(xml, "devices/interface").forEach(card -> connect(card, spec.network()));
        Xml.all(xml, "devices/rng/backend").forEach(backend -> backend.setTextContent(MachineXml.RANDOM));
        Xml.all(xml, "os/kernel").forEach(kernel -> boot(kernel, parts.kernel()));
        Xml.all(xml, "os/initrd").forEach(initrd -> boot(initrd, parts.initrd()));
        require(xml, xml.getNodeName());
        return Xml.write(xml);
    }

    private static Element parsed(String sent) {
        try {
            return Xml.parse(sent);
        } catch (IllegalArgumentException e) {
            throw new HypervisorException("The description of memory that was sent is not taken: it is no XML.", e);
        }
    }

    /** Nobody kept room for more of it. */
    private static void requireAtMost(Element xml, String path, long most) {
        var text = Xml.text(xml, path).orElse("");
        if (!COUNT.matcher(text).matches() || Long.parseLong(text) > most) {
            throw refused("its " + path + " is '" + text + "' where up to " + most + " are its own");
        }
    }

    /** Whether its guest has an identity of its own yet is known to who saved it alone. */
    private static Element mark(Element xml, MachineSpec spec) {
        var mark = MachineXml.mark(spec.id(), spec.hostname());
        boolean pending = Xml.first(xml, "metadata/" + MachineXml.PREFIX + ":machine")
                .filter(sent -> sent.getAttribute("identity").equals("pending"))
                .isPresent();
        return pending ? MachineXml.pending(mark) : mark;
    }

    private static void putIn(Element disk, MachineXml.Parts parts) {
        var target = Xml.first(disk, "target")
                .map(element -> element.getAttribute("dev"))
                .orElse("");
        @Nullable
        StoredVolume volume = switch (target) {
            case MachineXml.ROOT_DISK -> parts.root();
            case MachineXml.USER_DISK -> parts.user();
            default -> null;
        };
        if (volume == null) {
            throw refused("it has a disk '" + target + "'");
        }
        Xml.add(disk, "driver", "name", "qemu", "type", volume.format(), "discard", "unmap");
        Xml.add(disk, "source", "file", volume.path());
    }

    private static void connect(Element card, String network) {
        var own = MachineXml.network(network);
        if (!card.getAttribute("type").equals(own.getAttribute("type"))) {
            throw refused("it has a network card of type '" + card.getAttribute("type") + "'");
        }
        for (var part : OF_NETWORK) {
            Xml.remove(card, part);
            Xml.all(own, part)
                    .forEach(element -> card.appendChild(card.getOwnerDocument().importNode(element, true)));
        }
    }

    private static void boot(Element element, @Nullable StoredVolume file) {
        if (file == null) {
            throw refused("it boots a kernel beside its disk");
        }
        element.setTextContent(file.path());
    }

    private static void require(Element element, String path) {
        if (path.equals("domain/metadata")) {
            return;
        }
        boolean free = FREE.stream().anyMatch(part -> path.equals(part) || path.startsWith(part + "/"));
        var known = KNOWN.get(path);
        if (path.contains(":") || known == null && !free && !PLACE.matcher(path).matches()) {
            throw refused("it has '" + path + "'");
        }
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            var attribute = attributes.item(i);
            if (!isKnown(attribute, known)) {
                throw refused("it has '" + path + "' with " + attribute.getNodeName() + "='" + attribute.getNodeValue()
                        + "'");
            }
        }
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element part) {
                require(part, path + "/" + part.getNodeName());
            }
        }
    }

    /** @param known null where any is, but for those that say what names mean */
    private static boolean isKnown(Node attribute, @Nullable Map<String, Pattern> known) {
        var name = attribute.getNodeName();
        if (known == null) {
            return !name.startsWith("xmlns") && !name.contains(":");
        }
        var allowed = known.get(name);
        return allowed != null && allowed.matcher(attribute.getNodeValue()).matches();
    }

    private static HypervisorException refused(String what) {
        return new HypervisorException("The description of memory that was sent is not taken: " + what
                + ", which no machine of Berth's has. Look at the host that it comes from.");
    }

    private static Map<String, Map<String, Pattern>> known(String table) {
        return table.lines()
                .map(line -> Arrays.asList(line.split(" ")))
                .collect(Collectors.toUnmodifiableMap(
                        List::getFirst, words -> attributes(words.subList(1, words.size()))));
    }

    private static Map<String, Pattern> attributes(List<String> words) {
        Map<String, Pattern> attributes = new LinkedHashMap<>();
        for (var word : words) {
            int sign = word.indexOf('=');
            attributes.put(
                    sign < 0 ? word : word.substring(0, sign),
                    Pattern.compile(sign < 0 ? ".*" : word.substring(sign + 1)));
        }
        return attributes;
    }
}
