package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.SnapshotContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract of copies over QEMU, on a libvirtd of the test's own. */
@Tag("real")
@Tag("libvirt")
class LibvirtSnapshotTest extends SnapshotContract {

    private static final String POOL = "snapshot-test";

    private static PrivateLibvirt libvirt;

    @BeforeAll
    static void startLibvirt() {
        libvirt = PrivateLibvirt.start();
    }

    @AfterAll
    static void endLibvirt() {
        libvirt.close();
    }

    @Override
    protected Hypervisor open() {
        return libvirt.open(POOL);
    }
}
