package dev.berth.hypervisor.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.libvirt.NativeEvents.Ear;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.CString;
import org.libvirt.jna.Libvirt;

/** One connection to a host, with the calls that libvirt-java lacks. Ends with its first failure; {@link HostLink} makes the next. */
final class BerthConnect extends Connect {

    private static final int EXPAND_FEATURES = 1;
    private static final int LIFECYCLE_EVENTS = 0;
    private static final int ALL_CELLS = -1;
    private static final int MEMORY_ENTRY_NAME_BYTES = 80;
    private static final int MEMORY_ENTRY_BYTES = MEMORY_ENTRY_NAME_BYTES + Long.BYTES;

    private static final int TO_GO_ON_AT_ITS_START = 2;
    private static final int STANDING_STILL = 4;

    private static final int STATE_SHUTOFF = 5;
    private static final int REASON_SHUTDOWN = 1;

    private @Nullable Pointer number;
    private int registration = -1;

    BerthConnect(URI uri) throws LibvirtException {
        super(uri.toString());
    }

    /**
     * Whether the saved memory of a machine that is off can be read at all; throws where its host cannot look just now, so
     * that nobody takes that for damage.
     */
    boolean managedSaveIsReadable(String uuid) {
        var domain = Libvirt.INSTANCE.virDomainLookupByUUIDString(vcp, uuid);
        if (domain == null) {
            throw new HypervisorException("The saved memory of machine " + uuid
                    + " can not be looked at, for its host does not find the machine. It is kept; try again.");
        }
        try {
            if (text(NativeLibvirt.INSTANCE.virDomainManagedSaveGetXMLDesc(domain, 0)) != null) {
                return true;
            }
            var error = Libvirt.INSTANCE.virGetLastError();
            var reason = error == null ? "its host does not say why" : String.valueOf(error.message);
            if (error != null && SpoiltMemory.isMeantBy(error.code, reason)) {
                return false;
            }
            throw new HypervisorException("The saved memory of machine " + uuid + " can not be looked at just now: "
                    + reason + ". It is kept; try again.");
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }

    /**
     * Makes a machine of saved memory, and lets nothing in it run; empty when done, else why not.
     *
     * @param description in place of the memory's own, of which it may differ in what its host has; null for that
     */
    Optional<String> restoreStandingStill(String path, @Nullable String description) {
        return failure(NativeLibvirt.INSTANCE.virDomainRestoreFlags(vcp, path, description, STANDING_STILL));
    }

    /** Saves a machine that stands still as one that goes on when it is started; empty when done, else why not. */
    Optional<String> saveAsRunning(String uuid) {
        var domain = Libvirt.INSTANCE.virDomainLookupByUUIDString(vcp, uuid);
        if (domain == null) {
            return Optional.of("the machine was gone when its memory had been restored");
        }
        try {
            return failure(NativeLibvirt.INSTANCE.virDomainManagedSave(domain, TO_GO_ON_AT_ITS_START));
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }

    private static Optional<String> failure(int outcome) {
        if (outcome == 0) {
            return Optional.empty();
        }
        var error = Libvirt.INSTANCE.virGetLastError();
        return Optional.of(error == null ? "its host does not say why" : String.valueOf(error.message));
    }

    /** Whether a machine that is off was shut down by its guest. */
    boolean wasShutDownByGuest(String uuid) {
        var domain = Libvirt.INSTANCE.virDomainLookupByUUIDString(vcp, uuid);
        if (domain == null) {
            return false;
        }
        try {
            var state = new IntByReference();
            var reason = new IntByReference();
            return NativeLibvirt.INSTANCE.virDomainGetState(domain, state, reason, 0) == 0
                    && state.getValue() == STATE_SHUTOFF
                    && reason.getValue() == REASON_SHUTDOWN;
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }

    /** Starts pulling into a machine's disk what lies between it and the base; with no base, all that it stands on. */
    void pull(String uuid, String disk, @Nullable String base) {
        var domain = Libvirt.INSTANCE.virDomainLookupByUUIDString(vcp, uuid);
        if (domain == null) {
            throw new HypervisorException("Volumes can not be merged: the machine that does it is gone.");
        }
        try {
            if (NativeLibvirt.INSTANCE.virDomainBlockRebase(domain, disk, base, new NativeLong(0), 0) != 0) {
                throw new HypervisorException(
                        "Volumes can not be merged: " + Libvirt.INSTANCE.virGetLastError().message + ".");
            }
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }

    /** What the host can run under a virtualisation; null when it offers none of that kind. */
    @Nullable
    String domainCapabilities(String virtualisation) {
        return text(NativeLibvirt.INSTANCE.virConnectGetDomainCapabilities(vcp, null, null, null, virtualisation, 0));
    }

    /** The host's CPU with the features that its model implies; null when the host can not tell. */
    @Nullable
    String hostCpuWithAllFeatures(String cpuXml) {
        return text(Libvirt.INSTANCE.virConnectBaselineCPU(vcp, new String[] {cpuXml}, 1, EXPAND_FEATURES));
    }

    /** Memory of the host in KiB, by libvirt's names for its kinds; empty when the host can not tell. */
    Map<String, Long> memoryKib() {
        var count = new IntByReference(0);
        var kinds = new HashMap<String, Long>();
        if (NativeLibvirt.INSTANCE.virNodeGetMemoryStats(vcp, ALL_CELLS, null, count, 0) != 0
                || count.getValue() <= 0) {
            return kinds;
        }
        try (var entries = new Memory((long) count.getValue() * MEMORY_ENTRY_BYTES)) {
            if (NativeLibvirt.INSTANCE.virNodeGetMemoryStats(vcp, ALL_CELLS, entries, count, 0) != 0) {
                return kinds;
            }
            for (long at = 0; at < (long) count.getValue() * MEMORY_ENTRY_BYTES; at += MEMORY_ENTRY_BYTES) {
                kinds.put(
                        entries.getString(at, StandardCharsets.US_ASCII.name()),
                        entries.getLong(at + MEMORY_ENTRY_NAME_BYTES));
            }
        }
        return kinds;
    }

    /** Tells of machines that change and of the connection's end, until told otherwise. */
    void listen(Ear ear) {
        number = NativeEvents.add(ear);
        registration = Libvirt.INSTANCE.virConnectDomainEventRegisterAny(
                vcp, null, LIFECYCLE_EVENTS, NativeEvents.LIFECYCLE, number, null);
        if (registration < 0
                || Libvirt.INSTANCE.virConnectRegisterCloseCallback(vcp, NativeEvents.CLOSED, number, null) != 0) {
            throw new HypervisorException("The host sends no events. Its libvirt must be 1.0 or later.");
        }
    }

    /** Must come before closing: a connection that is listened to stays open. */
    void stopListening() {
        if (number != null) {
            Libvirt.INSTANCE.virConnectUnregisterCloseCallback(vcp, NativeEvents.CLOSED);
            if (registration >= 0) {
                Libvirt.INSTANCE.virConnectDomainEventDeregisterAny(vcp, registration);
            }
            NativeEvents.remove(number);
            number = null;
        }
    }

    private static @Nullable String text(@Nullable CString value) {
        return value == null ? null : value.toString();
    }
}
