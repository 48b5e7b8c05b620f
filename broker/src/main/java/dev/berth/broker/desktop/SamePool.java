package dev.berth.broker.desktop;

import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;

/** Tells whether two hosts have one pool, whatever they are called: by a volume that is made on one and looked for on the other. */
final class SamePool {

    private static final long PROBE_MIB = 1;

    private SamePool() {}

    /** @param probe a name that is used for nothing else */
    static boolean test(Hypervisor one, Hypervisor other, VolumeName probe) {
        one.ensureVolume(new VolumeSpec.Blank(probe, PROBE_MIB));
        other.lookAnew();
        boolean same = other.hasVolume(probe);
        one.deleteVolume(probe);
        return same;
    }
}
