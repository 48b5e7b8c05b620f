package dev.berth.bench.raw;

import java.nio.file.Path;

/** A storage pool of the raw side's own, beside the one that it is measured against; it goes when this is closed. */
public final class RawPool implements AutoCloseable {

    private final Virsh virsh;
    private final String name;
    private final Path folder;

    private RawPool(Virsh virsh, String name, Path folder) {
        this.virsh = virsh;
        this.name = name;
        this.folder = folder;
    }

    public static RawPool make(Virsh virsh, String name, Path folder) {
        virsh.run("pool-define-as", name, "dir", "--target", folder.toString());
        RawPool pool = new RawPool(virsh, name, folder);
        try {
            virsh.run("pool-build", name);
            virsh.run("pool-start", name);
        } catch (IllegalStateException e) {
            pool.close();
            throw e;
        }
        return pool;
    }

    Path path(String volume) {
        return folder.resolve(volume);
    }

    void overlay(String volume, Path backing, long bytes) {
        virsh.run(
                "vol-create-as",
                name,
                volume,
                bytes + "B",
                "--format",
                "qcow2",
                "--backing-vol",
                backing.toString(),
                "--backing-vol-format",
                "qcow2");
    }

    /** A full copy of a volume of another pool, grown where it is smaller than wanted. */
    void copy(String volume, Volume source, long bytes) {
        virsh.run(
                "vol-create-from",
                name,
                Volume.description(volume, Math.max(bytes, source.bytes())).toString(),
                source.path().toString());
    }

    void drop(String volume) {
        virsh.attempt("vol-delete", volume, "--pool", name);
    }

    @Override
    public void close() {
        remove(virsh, name);
    }

    /** Removes a pool with all that is in it; one that is not there is fine. */
    public static void remove(Virsh virsh, String pool) {
        if (!virsh.attempt("pool-refresh", pool).ok()) {
            virsh.attempt("pool-start", pool);
        }
        Virsh.Answer volumes = virsh.attempt("vol-list", pool);
        (volumes.ok() ? volumes.output() : "").lines().forEach(line -> {
            String volume = line.strip().split("\\s+", 2)[0];
            if (!volume.isEmpty()) {
                virsh.attempt("vol-delete", volume, "--pool", pool);
            }
        });
        virsh.attempt("pool-destroy", pool);
        virsh.attempt("pool-delete", pool);
        virsh.attempt("pool-undefine", pool);
    }
}
