package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.simulated.SimulatedDriver;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VolumeCourierTest {

    private static final VolumeName OTHERS = new VolumeName("other-user");
    private static final VolumeName OWN = new VolumeName("own-root");

    private final Hypervisor from = open();
    private final Hypervisor to = open();

    @Test
    void whatAHostSaysAVolumeStandsOnIsNotBelieved() {
        from.ensureVolume(new VolumeSpec.Blank(OTHERS, 32));
        from.ensureVolume(new VolumeSpec.LinkedClone(OWN, OTHERS, 32));
        to.ensureVolume(new VolumeSpec.Blank(OTHERS, 32));
        var courier = new VolumeCourier(from, to, () -> true);

        assertThatThrownBy(() -> courier.carry(OWN, OWN, below -> false))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("'other-user' by its host's word");
        assertThatThrownBy(() -> courier.carry(OWN, OWN, Optional.empty())).isInstanceOf(HypervisorException.class);
        assertThat(to.hasVolume(OWN)).isFalse();

        courier.carry(OWN, OWN, OTHERS::equals);
        assertThat(to.volume(OWN).backing()).contains(OTHERS);
    }

    private static Hypervisor open() {
        return new SimulatedDriver()
                .open(new HostConnection(URI.create("simulated:courier-" + UUID.randomUUID()), "berth", "127.0.0.1"));
    }
}
