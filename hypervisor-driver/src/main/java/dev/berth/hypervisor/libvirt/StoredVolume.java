package dev.berth.hypervisor.libvirt;

import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/**
 * A volume as its host's libvirt describes it.
 *
 * @param path where the host has it
 * @param format qcow2 or raw
 */
record StoredVolume(StorageVol volume, String path, String format, long capacityBytes) {

    static StoredVolume of(StorageVol volume) throws LibvirtException {
        var xml = Xml.parse(volume.getXMLDesc(0));
        var format = Xml.first(xml, "target/format")
                .map(element -> element.getAttribute("type"))
                .filter("qcow2"::equals)
                .orElse("raw");
        return new StoredVolume(volume, volume.getPath(), format, volume.getInfo().capacity);
    }
}
