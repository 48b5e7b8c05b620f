package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.Domain;
import org.libvirt.Domain.CreateFlags;
import org.libvirt.LibvirtException;

/** Copies volumes that stand on others, without what they share with everybody. */
final class Layers {

    private static final int MOST_LAYERS = 256;
    private static final String DISK = "vda";
    private static final Duration MERGE_LIMIT = Duration.ofHours(1);
    private static final long PAUSE_NANOS = 50_000_000;

    private final BerthConnect connect;
    private final Pool pool;

    Layers(BerthConnect connect, Pool pool) {
        this.connect = connect;
        this.pool = pool;
    }

    /** Copies what a volume itself holds; the copy stands on what the volume stands on. */
    void copyTop(String volume, StoredVolume source) throws LibvirtException {
        var below = source.backingPath();
        if (below.isEmpty()) {
            pool.flatCopy(volume, source, 0);
        } else {
            pool.copyOfTop(volume, source, byPath(below.get()), 0);
        }
    }

    /** Copies what lies above a volume that the source stands on; where it does not stand on it, everything. */
    void copyAbove(String volume, StoredVolume source, StoredVolume backing, long capacityBytes)
            throws LibvirtException {
        if (source.backingPath().filter(backing.path()::equals).isPresent()) {
            pool.copyOfTop(volume, source, backing, capacityBytes);
        } else if (standsOn(source, backing.path())) {
            pool.link(volume, source, capacityBytes);
            merge(pool.pathOf(volume), backing.path());
        } else {
            pool.flatCopy(volume, source, capacityBytes);
        }
    }

    private boolean standsOn(StoredVolume source, String path) throws LibvirtException {
        var layer = source;
        for (int depth = 0; depth < MOST_LAYERS && layer.backingPath().isPresent(); depth++) {
            if (layer.backingPath().get().equals(path)) {
                return true;
            }
            layer = byPath(layer.backingPath().get());
        }
        return false;
    }

    /** Only a machine can merge some of the layers under a volume: one that never runs, and is gone with this connection. */
    private void merge(String path, String basePath) throws LibvirtException {
        var helper = connect.domainCreateXML(helperXml(path), CreateFlags.PAUSED | CreateFlags.AUTODESTROY);
        try {
            connect.pull(helper.getUUIDString(), DISK, basePath);
            await(helper);
        } finally {
            helper.destroy();
        }
        var below = byPath(path).backingPath();
        if (below.filter(basePath::equals).isEmpty()) {
            throw new HypervisorException("Volume '" + path + "' was to stand on '" + basePath + "' and stands on '"
                    + below.orElse("nothing") + "'. Look at the host's QEMU log.");
        }
    }

    private static void await(Domain helper) throws LibvirtException {
        long end = System.nanoTime() + MERGE_LIMIT.toNanos();
        while (helper.getBlockJobInfo(DISK, 0).type != 0) {
            if (System.nanoTime() > end) {
                throw new HypervisorException("Merging volumes took longer than " + MERGE_LIMIT.toMinutes()
                        + " min. Is the host's disk slow?");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String helperXml(String path) {
        var root = Xml.root("domain", "type", "qemu");
        Xml.addText(root, "name", "berth-merge-" + UUID.randomUUID());
        Xml.addText(root, "memory", "16", "unit", "MiB");
        Xml.addText(root, "vcpu", "1");
        Xml.addText(Xml.add(root, "os"), "type", "hvm", "arch", "x86_64", "machine", "pc");
        var devices = Xml.add(root, "devices");
        var disk = Xml.add(devices, "disk", "type", "file", "device", "disk");
        Xml.add(disk, "driver", "name", "qemu", "type", "qcow2");
        Xml.add(disk, "source", "file", path);
        Xml.add(disk, "target", "dev", DISK, "bus", "virtio");
        Xml.add(devices, "controller", "type", "usb", "model", "none");
        Xml.add(devices, "memballoon", "model", "none");
        return Xml.write(root);
    }

    private StoredVolume byPath(String path) throws LibvirtException {
        return StoredVolume.of(connect.storageVolLookupByPath(path));
    }
}
