package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.VolumeFacts;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** The volumes of one host, each call within its limit and each volume worked on by one at a time. */
final class LibvirtVolumes {

    private final HostCalls calls;
    private final LibvirtSettings settings;
    private final Locks copies;

    /** @param copies what copies whole volumes is kept apart by these, so that machines go on meanwhile */
    LibvirtVolumes(HostCalls calls, LibvirtSettings settings, Locks copies) {
        this.calls = calls;
        this.settings = settings;
        this.copies = copies;
    }

    List<VolumeName> listed() {
        return calls.shortly("list volumes", on -> on.pool().listed());
    }

    boolean has(VolumeName name) {
        return calls.shortly("look for volume '" + name + "'", on -> on.pool().isWhole(name.value()));
    }

    void lookAnew() {
        calls.atLength("look at the pool anew", on -> on.pool().refresh());
    }

    void ensure(VolumeSpec spec) {
        var limit = switch (spec) {
            case VolumeSpec.FullCopy _, VolumeSpec.LinkedCopy _ -> settings.copyLimit();
            case VolumeSpec.LinkedClone _, VolumeSpec.Blank _ -> settings.longCallLimit();
        };
        calls.locked(
                spec.name(),
                () -> calls.actWithin(
                        limit,
                        "make volume '" + spec.name() + "'",
                        on -> on.pool().ensure(spec)));
    }

    void ensureUploaded(VolumeName name, Path file) {
        calls.alone(
                name,
                "upload volume '" + name + "' from '" + file + "'",
                on -> Upload.ensure(on.connect(), on.pool(), name.value(), file));
    }

    void delete(VolumeName name) {
        calls.alone(name, "delete volume '" + name + "'", on -> {
            if (on.pool().find(name.value()).isPresent()) {
                on.uses().requireNone(name.value(), on.pool().pathOf(name.value()));
            }
            on.pool().drop(name.value());
            on.pool().drop(name.value() + Layers.MERGING);
            on.pool().drop(name.value() + Pool.MAKING);
        });
    }

    VolumeFacts facts(VolumeName name) {
        return calls.shortly("look at volume '" + name + "'", on -> on.pool().facts(name));
    }

    void grow(VolumeName name, long capacityMib) {
        VolumeSpec.requireCapacity(name, capacityMib);
        calls.alone(name, "grow volume '" + name + "'", on -> on.growth().grow(name, capacityMib));
    }

    void download(VolumeName name, OutputStream to) {
        calls.copying("download volume '" + name + "'", on -> on.transfers().download(name, to));
    }

    void upload(VolumeName name, long capacityMib, InputStream from) {
        VolumeSpec.requireCapacity(name, capacityMib);
        copying(name, "upload volume '" + name + "'", on -> on.transfers().upload(name, capacityMib, from));
    }

    void uploadMemory(VolumeName name, InputStream from) {
        copying(name, "upload memory '" + name + "'", on -> on.transfers().uploadMemory(name, from));
    }

    private void copying(VolumeName name, String doing, HostCalls.Act act) {
        copies.during(name, () -> {
            calls.copying(doing, act);
            return Boolean.TRUE;
        });
    }
}
