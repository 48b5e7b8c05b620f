package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorDriver;

/** Drives {@code qemu:///system}, {@code qemu+tls://kvm1/system} and every other libvirt address of a QEMU host. */
public final class LibvirtDriver implements HypervisorDriver {

    private final LibvirtSettings settings;

    public LibvirtDriver() {
        this(LibvirtSettings.defaults());
    }

    public LibvirtDriver(LibvirtSettings settings) {
        this.settings = settings;
    }

    @Override
    public boolean drives(HostConnection connection) {
        var scheme = connection.uri().getScheme();
        return scheme != null && (scheme.equals("qemu") || scheme.startsWith("qemu+"));
    }

    @Override
    public Hypervisor open(HostConnection connection) {
        return new LibvirtHypervisor(connection, settings);
    }
}
