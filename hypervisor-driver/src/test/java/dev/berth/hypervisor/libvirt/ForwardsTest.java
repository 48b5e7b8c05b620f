package dev.berth.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.PortForward;
import org.junit.jupiter.api.Test;

class ForwardsTest {

    /** As QEMU 7.2 prints it. */
    private static final String USER_NETWORKS = """
            Hub -1 (hostnet0):
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
              TCP[ESTABLISHED]   47       127.0.0.1 24817       10.0.2.15  3389     0     0
              TCP[HOST_FORWARD]  41       127.0.0.1 24817       10.0.2.15  3389     0     0
              TCP[HOST_FORWARD]  42         0.0.0.0 24900       10.0.2.15    22     0     0
              UDP[236 sec]       43       10.0.2.15 38520        10.0.2.3    53     0     0
            """;

    @Test
    void onlyForwardsToTheGuestsPortAreFound() {
        assertThat(Forwards.parse(USER_NETWORKS, 3389)).containsExactly(new PortForward("127.0.0.1", 24_817));
        assertThat(Forwards.parse(USER_NETWORKS, 22)).containsExactly(new PortForward("0.0.0.0", 24_900));
        assertThat(Forwards.parse(USER_NETWORKS, 5900)).isEmpty();
        assertThat(Forwards.parse("", 3389)).isEmpty();
    }
}
