package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import org.libvirt.Domain;
import org.libvirt.Domain.BlockResizeFlags;
import org.libvirt.LibvirtException;

/** Grows volumes, also under machines that run. */
final class Growth {

    private static final long MIB = 1024 * 1024;

    private final BerthConnect connect;
    private final Pool pool;
    private final Uses uses;

    Growth(BerthConnect connect, Pool pool, Uses uses) {
        this.connect = connect;
        this.pool = pool;
        this.uses = uses;
    }

    void grow(VolumeName name, long capacityMib) throws LibvirtException {
        var volume = pool.require(name, "growing it");
        long wanted = capacityMib * MIB;
        if (wanted < volume.capacityBytes()) {
            throw new HypervisorException("Cannot grow volume '" + name + "' to " + capacityMib + " MiB: it has "
                    + volume.capacityBytes() / MIB + " MiB, and a volume never shrinks. Ask for more than that.");
        }
        if (wanted == volume.capacityBytes()) {
            return;
        }
        new Room(connect, pool)
                .require("grow volume '" + name + "' to " + capacityMib + " MiB", wanted - volume.capacityBytes());
        for (var user : uses.of(volume.path())) {
            if (user.isActive() == 1) {
                growUnder(user, name, volume.path(), wanted);
                return;
            }
            if (user.hasManagedSaveImage() == 1) {
                throw new HypervisorException("Cannot grow volume '" + name + "': machine '" + user.getName()
                        + "' is saved and remembers its size. Start it first.");
            }
        }
        pool.grow(name.value(), wanted);
    }

    private void growUnder(Domain user, VolumeName name, String path, long capacityBytes) throws LibvirtException {
        if (new BackupJob(connect, user).runs()) {
            throw new HypervisorException("Cannot grow volume '" + name + "': a snapshot of machine '" + user.getName()
                    + "' is being taken. Grow it when that has ended.");
        }
        user.blockResize(new Disks(user).nameOf(path), capacityBytes, BlockResizeFlags.BYTES);
    }
}
