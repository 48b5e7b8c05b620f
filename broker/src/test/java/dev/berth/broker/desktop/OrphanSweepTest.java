package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is found on a host and known to nobody. */
class OrphanSweepTest extends InASimulatedRegion {

    @Test
    void sweepRemovesOnlyWhatIsProvablyOurs() {
        Desktop desktop = running();
        var stranger = UUID.randomUUID();
        region.world.faults().clear();
        var host = node.connections.on(node.hostStore.list().getFirst().id());
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(stranger + "-user"), 16));
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(stranger + "-root-g1"), 16));
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(desktop.id() + "-root-g0"), 16));
        node.sweep.sweep();
        node.sweep.sweep();
        region.node().sweep.sweep();
        assertThat(region.world.allVolumes())
                .containsKeys(
                        new VolumeName(stranger + "-user"),
                        new VolumeName(stranger + "-root-g1"),
                        userVolume(desktop),
                        VolumeNames.root(desktop))
                .doesNotContainKey(new VolumeName(desktop.id() + "-root-g0"));
        assertThat(region.jdbc
                        .sql("select decision from audit_entry where reason like '%' || ? || '%'")
                        .param(stranger + "-user")
                        .query(String.class)
                        .list())
                .containsExactly("DONE");
    }

    @Test
    void volumeThatCannotBeDeletedKeepsNoneOfTheOthers() {
        Desktop desktop = running();
        var host = node.connections.on(node.hostStore.list().getFirst().id());
        var first = new VolumeName(desktop.id() + "-root-g0");
        host.ensureVolume(new VolumeSpec.Blank(first, 16));
        host.ensureVolume(new VolumeSpec.LinkedClone(new VolumeName(desktop.id() + "-clone"), first, 16));
        host.ensureVolume(new VolumeSpec.Blank(new VolumeName(desktop.id() + "-root-g00"), 16));
        node.sweep.sweep();
        assertThat(region.world.allVolumes())
                .containsKey(first)
                .doesNotContainKey(new VolumeName(desktop.id() + "-root-g00"));
    }
}
