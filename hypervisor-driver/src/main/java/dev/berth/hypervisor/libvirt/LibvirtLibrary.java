package dev.berth.hypervisor.libvirt;

import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt.VirErrorCallback;

/**
 * The native library, set up once per JVM: its event loop runs for as long as the JVM does (without it neither events nor
 * keepalive work), and it does not print errors by itself.
 */
final class LibvirtLibrary {

    /** Kept here so that it stays reachable for native code. */
    private static final VirErrorCallback SILENT = (userData, error) -> {};

    private static boolean started;

    private LibvirtLibrary() {}

    static synchronized void start() throws LibvirtException {
        if (started) {
            return;
        }
        Library.initEventLoop();
        Connect.setErrorCallback(SILENT);
        Thread.ofPlatform().daemon().name("libvirt-event-loop").start(LibvirtLibrary::runEvents);
        started = true;
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void runEvents() {
        var log = System.getLogger(LibvirtLibrary.class.getName());
        while (true) {
            try {
                Library.processEvent();
            } catch (LibvirtException | RuntimeException e) {
                log.log(System.Logger.Level.WARNING, "An event of libvirt could not be handled; the loop goes on.", e);
            }
        }
    }
}
