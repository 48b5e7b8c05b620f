package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.Observation.PowerState;
import dev.berth.hypervisor.SavingContract;
import dev.berth.hypervisor.StartOutcome;
import dev.berth.hypervisor.VolumeSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/** The contract over QEMU on this machine, which must run libvirtd. */
@Tag("real")
@Tag("libvirt")
class LibvirtHypervisorTest extends SavingContract {

    private static final URI LOCAL = URI.create("qemu:///system");
    private static final String POOL = "berth-contract-test";

    @Override
    protected Hypervisor open() {
        return new LibvirtDriver().open(new HostConnection(LOCAL, POOL, "127.0.0.1"));
    }

    @Override
    protected void spoilSavedState(MachineId machine) {
        cutSavedStateTo(300_000);
    }

    @Override
    protected AutoCloseable foreignMachine(MachineId machine) {
        try {
            var connect = new Connect(LOCAL.toString());
            var domain =
                    connect.domainDefineXML("<domain type='qemu'><name>foreign-" + machine + "</name><uuid>" + machine
                            + "</uuid><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os></domain>");
            return () -> {
                domain.undefine();
                connect.close();
            };
        } catch (LibvirtException e) {
            throw new IllegalStateException(e);
        }
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

    @Test
    void savedStateWithADamagedHeaderIsKeptToo() {
        define();
        host.start(id);
        host.save(id);
        cutSavedStateTo(50);
        assertThat(host.start(id)).isInstanceOf(StartOutcome.BootedWithoutSavedState.class);
        assertThat(host.observe(id)).isEqualTo(present(PowerState.RUNNING));
    }

    @Test
    void machineOfSomebodyElsesIsLeftAlone() throws Exception {
        host.ensureVolume(new VolumeSpec.Blank(root, 64));
        try (var foreign = foreignMachine(id)) {
            assertThat(foreign).isNotNull();
            assertThatThrownBy(() -> host.define(emptyMachine()))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("not Berth's");
            host.remove(id);
            assertThatThrownBy(() -> host.start(id)).isInstanceOf(HypervisorException.class);
        }
    }

    @Test
    void guestThatNeverAnswersIsToldSoonEnough() {
        define();
        host.start(id);
        long start = System.nanoTime();
        assertThat(host.guest(id).answers()).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(2_500_000_000L);
    }

    @Test
    void machineOnANetworkCanNeitherSpoofNorReachItsNeighbours() throws LibvirtException {
        host.ensureVolume(new VolumeSpec.Blank(root, 64));
        host.define(new MachineSpec(
                id, "networked", 1, 128, new MachineSpec.Boot.Firmware(), root, Optional.empty(), "office"));
        var connect = new Connect(LOCAL.toString());
        var xml = Xml.parse(connect.domainLookupByUUID(id.value()).getXMLDesc(0));
        connect.close();
        assertThat(Xml.first(xml, "devices/interface/source").orElseThrow().getAttribute("network"))
                .isEqualTo("office");
        assertThat(Xml.first(xml, "devices/interface/filterref").orElseThrow().getAttribute("filter"))
                .isEqualTo("clean-traffic");
        assertThat(Xml.first(xml, "devices/interface/port").orElseThrow().getAttribute("isolated"))
                .isEqualTo("yes");
    }

    @Test
    void eventsUnderWayOutliveTheConnectionsTheyAreFor() {
        define();
        for (int round = 0; round < 20; round++) {
            try (var other = open()) {
                assertThat(other.machines()).contains(id);
                host.start(id);
                host.powerOff(id);
            }
            // What native code still holds of a closed connection must not be what Java has dropped.
            System.gc();
        }
        assertThat(host.observe(id)).isEqualTo(present(PowerState.OFF));
    }

    private void cutSavedStateTo(long length) {
        var file =
                Path.of("/var/lib/libvirt/qemu/save", "empty-" + id.toString().substring(0, 8) + ".save");
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            assertThat(bytes.length()).isGreaterThan(length);
            bytes.setLength(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
