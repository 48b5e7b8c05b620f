package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.simulated.Boundary;
import dev.berth.hypervisor.simulated.Operation;
import dev.berth.hypervisor.simulated.SimulatedDriver;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Templates and what is cloned from them. */
class TemplatesTest extends InASimulatedRegion {

    @Test
    void firstDesktopIsClonedFromATemplate() {
        node.templates.keepOn(node.hostStore.list().getFirst());
        Desktop desktop = running();
        assertThat(desktop.ready()).isTrue();
        assertThat(region.world.allVolumes().get(VolumeNames.root(desktop)).backing())
                .hasValueSatisfying(backing -> assertThat(backing.value()).startsWith("template-"));
    }

    @Test
    void templateIsMadeOnceAndNotWhileAPersonWaits() {
        node.desktops.open(person, bundle);
        var host = node.hostStore.list().getFirst();
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes().keySet())
                .noneMatch(name -> name.value().startsWith("template-"));
        region.settle(node);
        node.templates.keepOn(host);
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes().keySet())
                .filteredOn(name -> name.value().startsWith("template-"))
                .hasSize(1);
    }

    @Test
    void templateThatIsThereIsKeptReadyForItsNextClone() {
        var host = node.hostStore.list().getFirst();
        var prepared = new ArrayList<String>();
        region.world.faults().watch(boundary -> {
            if (boundary.operation() == Operation.PREPARE_CLONE && boundary.moment() == Boundary.Moment.AFTER) {
                prepared.add(boundary.subject());
            }
        });
        node.templates.keepOn(host);
        assertThat(prepared).isEmpty();
        node.templates.keepOn(host);
        assertThat(prepared)
                .containsExactly(
                        VolumeNames.template(region.imageVersion, bundle.spec().compute())
                                .value());
    }

    @Test
    void templateGoesWithItsImageVersion() {
        var host = node.hostStore.list().getFirst();
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes()).isNotEmpty();
        region.jdbc.sql("delete from bundle").update();
        node.templates.keepOn(host);
        assertThat(region.world.allVolumes()).isEmpty();
    }

    @Test
    void refusedTemplateMeansAColdBootThatSaysSo() {
        var host = node.hostStore.list().getFirst();
        node.templates.keepOn(host);
        var key = VolumeNames.template(region.imageVersion, bundle.spec().compute());
        region.world.faults().watch(boundary -> {
            if (boundary.operation() == Operation.START_FROM_TEMPLATE && boundary.moment() == Boundary.Moment.BEFORE) {
                new SimulatedDriver().open(host.spec().connection()).deleteTemplate(key);
            }
        });
        Desktop desktop = running();
        assertThat(desktop.ready()).isTrue();
        assertThat(desktop.reason())
                .hasValueSatisfying(why -> assertThat(why).startsWith("It boots instead of being cloned"));
    }
}
