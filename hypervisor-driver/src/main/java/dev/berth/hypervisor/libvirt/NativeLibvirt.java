package dev.berth.hypervisor.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** The calls of libvirt that libvirt-java 0.5.4 lacks. */
interface NativeLibvirt extends Library {

    NativeLibvirt INSTANCE = Native.load("virt", NativeLibvirt.class);

    /** Reads the domain description in a managed save file's header; fails, and changes nothing, if that is damaged. */
    @Nullable
    CString virDomainManagedSaveGetXMLDesc(DomainPointer domain, int flags);

    @Nullable
    CString virConnectGetDomainCapabilities(
            ConnectionPointer connection,
            @Nullable String emulator,
            @Nullable String architecture,
            @Nullable String machine,
            String virtualisation,
            int flags);

    int virDomainRestoreFlags(ConnectionPointer connection, String from, @Nullable String description, int flags);

    int virDomainManagedSave(DomainPointer domain, int flags);

    int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

    int virDomainBlockRebase(DomainPointer domain, String disk, @Nullable String base, NativeLong bandwidth, int flags);

    /** Entries of an 80 byte name and a 64 bit value in KiB. */
    int virNodeGetMemoryStats(
            ConnectionPointer connection, int cell, @Nullable Pointer entries, IntByReference count, int flags);
}
