package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostUnreachableException;
import dev.berth.hypervisor.HypervisorException;
import java.net.URI;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Translates what libvirt throws, once, at the driver's edge. */
final class Failures {

    private Failures() {}

    static HypervisorException translate(String doing, URI host, BerthConnect connect, LibvirtException failure) {
        if (brokeConnection(connect, failure)) {
            return new HostUnreachableException(
                    "Cannot " + doing + ": the connection to host " + host + " broke (" + reason(failure)
                            + "). It is made anew; the next pass looks what happened.",
                    failure);
        }
        var message = "Cannot " + doing + " on host " + host + ": " + reason(failure) + ".";
        return switch (code(failure)) {
            case VIR_ERR_AGENT_UNRESPONSIVE, VIR_ERR_AGENT_UNSYNCED ->
                new GuestUnavailableException(message + " Wait until the guest has booted, or restart it.", failure);
            case VIR_ERR_NO_STORAGE_POOL ->
                new HypervisorException(message + " Define the storage pool, or name another for the host.", failure);
            default -> new HypervisorException(message, failure);
        };
    }

    static boolean is(LibvirtException failure, ErrorNumber code) {
        return code(failure) == code;
    }

    static String reason(LibvirtException failure) {
        var message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    static boolean brokeConnection(BerthConnect connect, LibvirtException failure) {
        var error = failure.getError();
        if (error != null) {
            switch (error.getCode()) {
                case VIR_ERR_NO_CONNECT, VIR_ERR_INVALID_CONN, VIR_ERR_RPC -> {
                    return true;
                }
                default -> {
                    if (error.getDomain() == ErrorDomain.VIR_FROM_RPC) {
                        return true;
                    }
                }
            }
        }
        try {
            return !connect.isAlive();
        } catch (LibvirtException e) {
            failure.addSuppressed(e);
            return true;
        }
    }

    private static ErrorNumber code(LibvirtException failure) {
        var error = failure.getError();
        return error == null ? ErrorNumber.VIR_ERR_UNKNOWN : error.getCode();
    }
}
