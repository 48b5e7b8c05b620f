package dev.berth.bench.raw;

import java.nio.file.Path;

/** A volume that libvirt knows. */
record Volume(Path path, long bytes) {

    static Volume at(Virsh virsh, Path path) {
        return new Volume(
                path, Long.parseLong(Xml.text(virsh.run("vol-dumpxml", path.toString()), "/volume/capacity")));
    }

    /** The volume that this one stands on. */
    static Path backing(Virsh virsh, Path path) {
        return Path.of(Xml.text(virsh.run("vol-dumpxml", path.toString()), "/volume/backingStore/path"));
    }

    /** A file with the description of a qcow2 volume, for virsh to read; it goes with the process. */
    static Path description(String name, long bytes) {
        return Xml.file("""
                <volume>
                  <name>%s</name>
                  <capacity unit="bytes">%d</capacity>
                  <target><format type="qcow2"/><permissions><mode>0600</mode></permissions></target>
                </volume>
                """.formatted(name, bytes));
    }
}
