package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.SnapshotContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/** The contract of copies over QEMU on this machine, which must run libvirtd. */
@Tag("real")
@Tag("libvirt")
class LibvirtSnapshotTest extends SnapshotContract {

    private static final URI LOCAL = URI.create("qemu:///system");
    private static final String POOL = "berth-snapshot-test";

    @Override
    protected Hypervisor open() {
        return new LibvirtDriver().open(new HostConnection(LOCAL, POOL, "127.0.0.1"));
    }

    @AfterAll
    static void dropPool() throws LibvirtException {
        var connect = new Connect(LOCAL.toString());
        var pool = connect.storagePoolLookupByName(POOL);
        for (var volume : pool.listVolumes()) {
            pool.storageVolLookupByName(volume).delete(0);
        }
        pool.destroy();
        pool.delete(0);
        pool.undefine();
        connect.close();
    }
}
