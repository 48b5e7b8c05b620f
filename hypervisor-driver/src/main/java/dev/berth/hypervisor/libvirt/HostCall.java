package dev.berth.hypervisor.libvirt;

import org.libvirt.LibvirtException;

/** Something to do on a host over a connection that stands. */
@FunctionalInterface
interface HostCall<T> {

    T on(BerthConnect connect) throws LibvirtException;
}
