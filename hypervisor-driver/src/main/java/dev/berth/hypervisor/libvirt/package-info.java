/** Owns the driver for QEMU and KVM hosts that libvirt manages, local or remote; everything goes through libvirt's API. */
@NullMarked
package dev.berth.hypervisor.libvirt;

import org.jspecify.annotations.NullMarked;
