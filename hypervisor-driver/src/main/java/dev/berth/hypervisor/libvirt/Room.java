package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import java.util.Optional;
import org.libvirt.LibvirtException;

/**
 * The room that is left in a pool. What would fill the pool's disk is refused before it begins: guests whose disks find no
 * room stand still, or lose what they write.
 */
final class Room {

    private static final long MIB = 1024 * 1024;

    /** What takes long anyway is worth a look at what guests have written since libvirt last looked. */
    private static final long LARGE_BYTES = 1024 * MIB;

    private static final int MOST_LAYERS = 256;

    private final BerthConnect connect;
    private final Pool pool;

    Room(BerthConnect connect, Pool pool) {
        this.connect = connect;
        this.pool = pool;
    }

    /** @param doing what for, in words that follow "Cannot" */
    void require(String doing, long bytes) throws LibvirtException {
        if (bytes >= LARGE_BYTES) {
            pool.refreshUnlessBusy();
        }
        long free = pool.open().getInfo().available;
        if (bytes > free) {
            throw new HypervisorException("Cannot " + doing + ": it takes up to " + mib(bytes) + " MiB, and pool '"
                    + pool.name() + "' has " + free / MIB
                    + " MiB free. Make room in the pool, or give it a larger disk.");
        }
    }

    /** @param above what the copy stands on; where there is one, layers are merged into one first, and that is copied */
    void requireForCopy(VolumeName target, StoredVolume source, Optional<StoredVolume> above) throws LibvirtException {
        long bytes = bytesAbove(source, above.map(StoredVolume::path));
        require("make copy '" + target + "'", above.isPresent() ? 2 * bytes : bytes);
    }

    private long bytesAbove(StoredVolume volume, Optional<String> base) throws LibvirtException {
        long bytes = 0;
        var layer = Optional.of(volume);
        for (int depth = 0; depth < MOST_LAYERS && layer.isPresent(); depth++) {
            bytes += layer.get().allocatedBytes();
            var below = layer.get().backingPath();
            layer = below.isEmpty() || below.equals(base)
                    ? Optional.empty()
                    : Optional.of(StoredVolume.of(connect.storageVolLookupByPath(below.get())));
        }
        return Math.min(bytes, volume.capacityBytes());
    }

    private static long mib(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
