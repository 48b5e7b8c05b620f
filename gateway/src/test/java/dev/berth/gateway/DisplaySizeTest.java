package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.Order;
import dev.berth.gateway.guacd.ScriptedGuacd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DisplaySizeTest {

    /** A busy guacd 1.3 makes the display before it lists who opened the connection, and tells nobody its size. */
    @Test
    void aDisplayHasItsSizeBeforeAnythingIsDrawnOnIt() throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> {
            gateway.send("4.rect,1.0,1.0,1.0,2.64,2.64;4.sync,2.10;");
            gateway.read("disconnect");
        })) {
            TunnelBed.await(() -> bed.browser.has("sync"));
            assertThat(bed.browser.instructions())
                    .startsWith(TunnelBed.SIZE, List.of("rect", "0", "0", "0", "64", "64"));
            bed.tunnel.end(TunnelEnd.SESSION_ENDED);
        }
    }

    @Test
    void whoJoinsIsToldByGuacdAlone() throws Exception {
        var display = new BrowserDisplay(400, 300, 96, Optional.empty(), List.of("image/png"));
        try (var guacd = new ScriptedGuacd(ScriptedGuacd.ready(ScriptedGuacd.ARGS_1_5, gateway -> {}));
                var joined = GuacdConnection.open(
                        guacd.settings(), "$3b1db9e5", new Order(Map.of(), Map.of(), Set.of()), display)) {
            assertThat(joined.beginning()).isEmpty();
        }
    }
}
