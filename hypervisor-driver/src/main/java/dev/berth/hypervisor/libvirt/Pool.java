package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;

/**
 * The storage pool of one host, over one connection. What takes long to fill carries a marker beside it while it is filled:
 * a volume with a marker was cut off, was never handed out, and is made anew. Losing a marker loses nothing. A marker's size
 * is the number of the run that fills: one that was taken for dead and still goes on finds another's and ends nothing.
 */
final class Pool {

    /** Ends the names of markers, and of volumes that live only within one operation. */
    static final String MAKING = ".making";

    private static final long MIB = 1024 * 1024;
    private static final int REFRESH_TRIES = 50;
    private static final long REFRESH_PAUSE_NANOS = 100_000_000;
    private static final int SHRINK_NOTHING = 0;

    /** Markers are holes of less than 2 GiB, which take no room. */
    private static final int MARKER_NUMBERS = 1 << 22;

    private static final long MARKER_UNIT_BYTES = 512;

    private final BerthConnect connect;
    private final String name;
    private final String folder;
    private @Nullable StoragePool opened;

    Pool(BerthConnect connect, String name, LibvirtSettings settings) {
        this.connect = connect;
        this.name = name;
        folder = settings.poolFolder() + "/" + name;
    }

    String name() {
        return name;
    }

    /** The pool, running; made when the host has none of its name. */
    StoragePool open() throws LibvirtException {
        var known = opened;
        if (known != null) {
            return known;
        }
        StoragePool pool;
        try {
            pool = connect.storagePoolLookupByName(name);
        } catch (LibvirtException e) {
            if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_STORAGE_POOL)) {
                throw e;
            }
            pool = make();
        }
        if (pool.isActive() == 0) {
            pool.create(0);
        }
        opened = pool;
        return pool;
    }

    /** What the pool's file system has, and what of it is free, without its files being looked at. */
    record Extent(long capacityBytes, long freeBytes) {}

    Extent extent() throws LibvirtException {
        var info = open().getInfo();
        return new Extent(info.capacity, info.available);
    }

    /** The path of a file in the pool's folder, as the host knows it. */
    String pathOf(String volume) throws LibvirtException {
        var target = Xml.text(Xml.parse(open().getXMLDesc(0)), "target/path").orElse(folder);
        return target + "/" + volume;
    }

    List<VolumeName> listed() throws LibvirtException {
        var names = new LinkedHashSet<>(Arrays.asList(open().listVolumes()));
        return names.stream()
                .filter(volume -> !volume.endsWith(MAKING) && !names.contains(volume + MAKING))
                .filter(volume -> !Templates.owns(volume))
                .filter(VolumeName::isAllowed)
                .map(VolumeName::new)
                .toList();
    }

    Optional<StorageVol> find(String volume) throws LibvirtException {
        try {
            return Optional.of(open().storageVolLookupByName(volume));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_STORAGE_VOL)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    boolean isWhole(String volume) throws LibvirtException {
        return find(volume).isPresent() && find(volume + MAKING).isEmpty();
    }

    StoredVolume require(VolumeName volume, String wantedFor) throws LibvirtException {
        var found = isWhole(volume.value()) ? find(volume.value()) : Optional.<StorageVol>empty();
        return StoredVolume.of(found.orElseThrow(() -> new HypervisorException("Volume '" + volume + "' for "
                + wantedFor + " is missing in pool '" + name + "'. Make or upload the volume first.")));
    }

    void ensure(VolumeSpec spec) throws LibvirtException {
        if (isWhole(spec.name().value())) {
            return;
        }
        switch (spec) {
            case VolumeSpec.LinkedClone(var volume, var backing, var capacityMib) ->
                link(volume.value(), require(backing, "linked clone '" + volume + "'"), capacityMib * MIB);
            case VolumeSpec.FullCopy(var volume, var source, var capacityMib) -> {
                var from = content(source, "copy '" + volume + "'");
                new Room(connect, this).requireForCopy(volume, from, Optional.empty());
                whole(volume.value(), () -> flatCopy(volume.value(), from, capacityMib * MIB));
            }
            case VolumeSpec.LinkedCopy(var volume, var source, var backing, var capacityMib) -> {
                var from = content(source, "copy '" + volume + "'");
                var below = require(backing, "copy '" + volume + "'");
                new Room(connect, this).requireForCopy(volume, from, Optional.of(below));
                whole(
                        volume.value(),
                        () -> new Layers(connect, this).copyAbove(volume.value(), from, below, capacityMib * MIB));
            }
            case VolumeSpec.Blank(var volume, var capacityMib) ->
                create(VolumeXml.blank(volume.value(), capacityMib * MIB));
        }
    }

    /** Makes a linked clone. */
    void link(String volume, StoredVolume backing, long capacityBytes) throws LibvirtException {
        create(VolumeXml.linkedClone(volume, Math.max(capacityBytes, backing.capacityBytes()), backing));
    }

    /** Makes a copy on the host, in the source's format and without its data coming here. */
    void copy(String volume, StoredVolume source, long capacityBytes) throws LibvirtException {
        long capacity = Math.max(capacityBytes, source.capacityBytes());
        copyAs(VolumeXml.copy(volume, capacity, source.format()), source, capacityBytes);
    }

    /**
     * Makes a copy that a guest may write: never raw, where what the guest writes could pass for the head of another
     * format.
     */
    void flatCopy(String volume, StoredVolume source, long capacityBytes) throws LibvirtException {
        copyAs(VolumeXml.blank(volume, Math.max(capacityBytes, source.capacityBytes())), source, capacityBytes);
    }

    /** Grows a volume that no machine has open. */
    void grow(String volume, long capacityBytes) throws LibvirtException {
        var found = find(volume);
        if (found.isPresent() && found.get().getInfo().capacity < capacityBytes) {
            found.get().resize(capacityBytes, SHRINK_NOTHING);
        }
    }

    private void copyAs(String volumeXml, StoredVolume source, long capacityBytes) throws LibvirtException {
        var made = open().storageVolCreateXMLFrom(volumeXml, source.volume(), 0);
        if (made.getInfo().capacity < capacityBytes) {
            made.resize(capacityBytes, SHRINK_NOTHING);
        }
    }

    VolumeFacts facts(VolumeName volume) throws LibvirtException {
        var stored = require(volume, "a look at it");
        return new VolumeFacts(
                stored.capacityBytes(),
                stored.allocatedBytes(),
                stored.backingPath().flatMap(Pool::nameOf));
    }

    /** The name of a volume of a pool's folder by its path. */
    static Optional<VolumeName> nameOf(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        return VolumeName.isAllowed(name) ? Optional.of(new VolumeName(name)) : Optional.empty();
    }

    StorageVol create(String volumeXml) throws LibvirtException {
        return open().storageVolCreateXML(volumeXml, 0);
    }

    /** Fills a volume under a marker; what an earlier filling left is dropped first. */
    void whole(String volume, Filling filling) throws LibvirtException {
        if (isWhole(volume)) {
            return;
        }
        // In this order there is never a half filled volume without a marker.
        mark(volume);
        drop(volume);
        drop(volume + MAKING);
        long run = (1 + ThreadLocalRandom.current().nextLong(MARKER_NUMBERS)) * MARKER_UNIT_BYTES;
        create(VolumeXml.raw(volume + MAKING, run));
        filling.run();
        var marker = find(volume + MAKING);
        if (marker.isEmpty() || marker.get().getInfo().capacity != run) {
            throw new HypervisorException("Volume '" + volume + "' in pool '" + name
                    + "' was begun anew by another while it was being filled. Wait for that one, then look again.");
        }
        marker.get().delete(0);
    }

    /** A volume without content is what a lost disk leaves: it takes the place of none that has some. */
    private StoredVolume content(VolumeName volume, String wantedFor) throws LibvirtException {
        var stored = require(volume, wantedFor);
        if (stored.capacityBytes() == 0) {
            throw new HypervisorException("Volume '" + volume + "' in pool '" + name + "' is blank, so that "
                    + wantedFor + " is not made of it. Bring the host's storage back, or take another snapshot.");
        }
        return stored;
    }

    void mark(String volume) throws LibvirtException {
        if (find(volume + MAKING).isEmpty()) {
            create(VolumeXml.raw(volume + MAKING, 0));
        }
    }

    /** Makes the marker of a whole volume. Of several that ask at once, on one node or on many, it is true for one. */
    boolean claim(String volume) throws LibvirtException {
        try {
            create(VolumeXml.raw(volume + MAKING, 0));
            return true;
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_STORAGE_VOL_EXIST)) {
                return false;
            }
            throw e;
        }
    }

    /** When a volume was last written to; empty when there is none, or the host does not say. */
    Optional<Instant> changed(String volume) throws LibvirtException {
        var found = find(volume);
        return found.isPresent()
                ? Xml.text(Xml.parse(found.get().getXMLDesc(0)), "target/timestamps/mtime")
                        .map(seconds -> Instant.ofEpochSecond(new BigDecimal(seconds).longValue()))
                : Optional.empty();
    }

    void drop(String volume) throws LibvirtException {
        var found = find(volume);
        if (found.isPresent()) {
            found.get().delete(0);
        }
    }

    /** Lets libvirt see a file that something else put into the pool's folder. */
    void refresh() throws LibvirtException {
        for (int attempt = 1; ; attempt++) {
            try {
                open().refresh(0);
                return;
            } catch (LibvirtException e) {
                // The pool is busy while any volume in it is being filled.
                if (attempt == REFRESH_TRIES || !Failures.reason(e).contains("asynchronous jobs")) {
                    throw e;
                }
                LockSupport.parkNanos(REFRESH_PAUSE_NANOS);
            }
        }
    }

    /** The same, unless it is busy just now. */
    void refreshUnlessBusy() throws LibvirtException {
        try {
            open().refresh(0);
        } catch (LibvirtException e) {
            if (!Failures.reason(e).contains("asynchronous jobs")) {
                throw e;
            }
        }
    }

    /** The names of volumes that stand directly on a volume. */
    List<String> clonesOf(String path) throws LibvirtException {
        var clones = new ArrayList<String>();
        for (var other : open().listVolumes()) {
            var volume = find(other);
            if (volume.isPresent()
                    && Xml.text(Xml.parse(volume.get().getXMLDesc(0)), "backingStore/path")
                            .filter(path::equals)
                            .isPresent()) {
                clones.add(other);
            }
        }
        return clones;
    }

    private StoragePool make() throws LibvirtException {
        var root = Xml.root("pool", "type", "dir");
        Xml.addText(root, "name", name);
        var target = Xml.add(root, "target");
        Xml.addText(target, "path", folder);
        // Others may pass through, which QEMU's own user must, and not list.
        Xml.addText(Xml.add(target, "permissions"), "mode", "0711");
        var pool = connect.storagePoolDefineXML(Xml.write(root), 0);
        pool.build(0);
        pool.setAutostart(1);
        return pool;
    }

    /** What fills a volume. */
    @FunctionalInterface
    interface Filling {
        void run() throws LibvirtException;
    }
}
