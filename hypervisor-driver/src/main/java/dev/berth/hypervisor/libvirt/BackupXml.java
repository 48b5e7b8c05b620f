package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.SnapshotOutcome.Consistency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Writes and reads what libvirt calls a backup and a checkpoint: a copy job, and the moment that it is of. */
final class BackupXml {

    private BackupXml() {}

    /** A disk of a machine, and the file that it is copied to. */
    record Target(String disk, String path) {}

    /** One job for all of them; the files exist. */
    static String job(List<Target> targets, Set<String> allDisks, Optional<String> since) {
        var root = Xml.root("domainbackup", "mode", "push");
        since.ifPresent(name -> Xml.addText(root, "incremental", name));
        var disks = Xml.add(root, "disks");
        for (var target : targets) {
            var disk = Xml.add(disks, "disk", "name", target.disk(), "backup", "yes", "type", "file");
            Xml.add(disk, "driver", "type", "qcow2");
            Xml.add(disk, "target", "file", target.path());
        }
        addOthers(disks, targets, allDisks, "backup");
        return Xml.write(root);
    }

    /** The moment from which on writes to these disks are remembered. */
    static String checkpoint(String name, Consistency consistency, List<Target> targets, Set<String> allDisks) {
        var root = Xml.root("domaincheckpoint");
        Xml.addText(root, "name", name);
        Xml.addText(root, "description", consistency.name());
        var disks = Xml.add(root, "disks");
        targets.forEach(target -> Xml.add(disks, "disk", "name", target.disk(), "checkpoint", "bitmap"));
        addOthers(disks, targets, allDisks, "checkpoint");
        return Xml.write(root);
    }

    /** What a checkpoint of ours says of its moment; empty where it is somebody else's. */
    static Optional<Consistency> consistency(String checkpointXml) {
        var text = Xml.text(Xml.parse(checkpointXml), "description");
        return List.of(Consistency.values()).stream()
                .filter(value -> text.filter(value.name()::equals).isPresent())
                .findFirst();
    }

    /** The files that a job writes. */
    static List<String> paths(String jobXml) {
        return Xml.all(Xml.parse(jobXml), "disks/disk/target").stream()
                .map((Element target) -> target.getAttribute("file"))
                .toList();
    }

    private static void addOthers(Element disks, List<Target> targets, Set<String> allDisks, String attribute) {
        allDisks.stream()
                .filter(name ->
                        targets.stream().noneMatch(target -> target.disk().equals(name)))
                .forEach(name -> Xml.add(disks, "disk", "name", name, attribute, "no"));
    }
}
