package dev.berth.hypervisor.libvirt;

import java.util.Optional;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;

/**
 * A volume as its host's libvirt describes it.
 *
 * @param path where the host has it
 * @param format qcow2 or raw
 * @param backingPath where the host has what it stands on
 */
record StoredVolume(
        StorageVol volume,
        String path,
        String format,
        long capacityBytes,
        long allocatedBytes,
        Optional<String> backingPath) {

    static StoredVolume of(StorageVol volume) throws LibvirtException {
        var xml = Xml.parse(volume.getXMLDesc(0));
        var format = Xml.first(xml, "target/format")
                .map(element -> element.getAttribute("type"))
                .filter("qcow2"::equals)
                .orElse("raw");
        var info = volume.getInfo();
        return new StoredVolume(
                volume,
                volume.getPath(),
                format,
                info.capacity,
                info.allocation,
                Xml.text(xml, "backingStore/path").filter(path -> !path.isEmpty()));
    }
}
