package dev.berth.hypervisor.libvirt;

import org.w3c.dom.Element;

/** Writes the descriptions of volumes that are wanted. */
final class VolumeXml {

    private VolumeXml() {}

    static String blank(String name, long capacityBytes) {
        return Xml.write(volume(name, capacityBytes, "qcow2"));
    }

    /** A file that grows only as it is written. */
    static String raw(String name, long capacityBytes) {
        var root = volume(name, capacityBytes, "raw");
        Xml.addText(root, "allocation", "0", "unit", "bytes");
        return Xml.write(root);
    }

    static String copy(String name, long capacityBytes, String format) {
        return format.equals("raw") ? raw(name, capacityBytes) : blank(name, capacityBytes);
    }

    static String linkedClone(String name, long capacityBytes, StoredVolume backing) {
        var root = volume(name, capacityBytes, "qcow2");
        var store = Xml.add(root, "backingStore");
        Xml.addText(store, "path", backing.path());
        Xml.add(store, "format", "type", backing.format());
        return Xml.write(root);
    }

    private static Element volume(String name, long capacityBytes, String format) {
        var root = Xml.root("volume");
        Xml.addText(root, "name", name);
        Xml.addText(root, "capacity", Long.toString(capacityBytes), "unit", "bytes");
        var target = Xml.add(root, "target");
        Xml.add(target, "format", "type", format);
        Xml.addText(Xml.add(target, "permissions"), "mode", "0600");
        if (format.equals("qcow2")) {
            // libvirt's default is older, and remembers neither what was written nor what was discarded.
            Xml.addText(target, "compat", "1.1");
        }
        return root;
    }
}
