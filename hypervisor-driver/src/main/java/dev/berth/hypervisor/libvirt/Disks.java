package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.SnapshotSpec;
import dev.berth.hypervisor.VolumeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** The disks of one machine: their names in it, and the volumes that they are. */
final class Disks {

    private final Map<String, String> namesByPath = new LinkedHashMap<>();

    Disks(Domain domain) throws LibvirtException {
        for (var disk : Xml.all(Xml.parse(domain.getXMLDesc(0)), "devices/disk")) {
            var source = Xml.first(disk, "source");
            var target = Xml.first(disk, "target");
            if (source.isPresent() && target.isPresent()) {
                namesByPath.put(source.get().getAttribute("file"), target.get().getAttribute("dev"));
            }
        }
    }

    Set<String> names() {
        return Set.copyOf(namesByPath.values());
    }

    String nameOf(String path) {
        var name = namesByPath.get(path);
        if (name == null) {
            throw new HypervisorException("The machine has no disk '" + path + "' any more. Look at it again.");
        }
        return name;
    }

    void requireOwn(MachineId id, VolumeName source, String path) {
        if (!namesByPath.containsKey(path)) {
            throw new HypervisorException("Cannot take a snapshot of machine " + id + ": it has no volume '" + source
                    + "'. Name volumes of its own.");
        }
    }

    List<BackupXml.Target> targets(Pool pool, SnapshotSpec spec) throws LibvirtException {
        var targets = new ArrayList<BackupXml.Target>();
        for (var copy : spec.copies()) {
            targets.add(new BackupXml.Target(
                    nameOf(pool.pathOf(copy.source().value())),
                    pool.pathOf(copy.target().value())));
        }
        return targets;
    }
}
