package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.libvirt.Domain;
import org.libvirt.Domain.BlockCopyFlags;
import org.libvirt.Domain.CreateFlags;
import org.libvirt.DomainBlockJobInfo;
import org.libvirt.LibvirtException;
import org.libvirt.TypedParameter;
import org.libvirt.TypedUlongParameter;

/** Copies volumes that stand on others, without what they share with everybody. */
final class Layers {

    /** Ends the names of volumes that live while layers are merged. */
    static final String MERGING = ".layers" + Pool.MAKING;

    private static final int MOST_LAYERS = 256;
    private static final String DISK = "vda";
    private static final Duration MERGE_LIMIT = Duration.ofHours(1);
    private static final long UNLIMITED = 0;
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
            merge(volume, source, byPath(below.get()), 0);
        }
    }

    /** Copies what lies above a volume that the source stands on; where it does not stand on it, everything. */
    void copyAbove(String volume, StoredVolume source, StoredVolume backing, long capacityBytes)
            throws LibvirtException {
        if (standsOn(source, backing.path())) {
            merge(volume, source, backing, capacityBytes);
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

    /**
     * Only a machine can copy some of the layers that a volume has: one that never runs and is gone with this connection. Its
     * disk lies on the source and pulls in what is above the backing volume; that is copied into the volume, which libvirt
     * knows as standing there since it was made.
     */
    private void merge(String volume, StoredVolume source, StoredVolume backing, long capacityBytes)
            throws LibvirtException {
        var merging = volume + MERGING;
        pool.drop(merging);
        pool.link(merging, source, capacityBytes);
        pool.create(VolumeXml.linkedClone(volume, Math.max(capacityBytes, source.capacityBytes()), backing));
        var helper =
                connect.domainCreateXML(helperXml(pool.pathOf(merging)), CreateFlags.PAUSED | CreateFlags.AUTODESTROY);
        try {
            connect.pull(helper.getUUIDString(), DISK, backing.path());
            await(helper, job -> job.type == 0);
            helper.blockCopy(
                    DISK,
                    copyXml(pool.pathOf(volume)),
                    new TypedParameter[] {new TypedUlongParameter("bandwidth", UNLIMITED)},
                    BlockCopyFlags.SHALLOW | BlockCopyFlags.REUSE_EXT);
            await(helper, job -> job.type != 0 && job.end > 0 && job.cur == job.end);
            helper.blockJobAbort(DISK, 0);
            await(helper, job -> job.type == 0);
        } finally {
            helper.destroy();
        }
        pool.drop(merging);
    }

    private static void await(Domain helper, Predicate<DomainBlockJobInfo> done) throws LibvirtException {
        long end = System.nanoTime() + MERGE_LIMIT.toNanos();
        while (!done.test(helper.getBlockJobInfo(DISK, 0))) {
            if (System.nanoTime() > end) {
                throw new HypervisorException("Merging volumes took longer than " + MERGE_LIMIT.toMinutes()
                        + " min. Is the host's disk slow?");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static String copyXml(String path) {
        var root = Xml.root("disk", "type", "file");
        Xml.add(root, "driver", "type", "qcow2");
        Xml.add(root, "source", "file", path);
        return Xml.write(root);
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
