package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostFacts.Virtualisation;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;

/** What a host can do for machines, found out once: that takes a machine. */
final class ProbedVirtualisation {

    private volatile @Nullable Virtualisation known;

    Virtualisation of(BerthConnect connect) throws LibvirtException {
        var found = known;
        if (found == null) {
            found = HostProbe.virtualisation(connect);
            known = found;
        }
        return found;
    }
}
