package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Keyboard;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdFailedException;
import dev.berth.gateway.guacd.Order;
import dev.berth.gateway.guacd.ScriptedGuacd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom guacd is told to trust. */
class RdpParametersTest {

    private static final String SHA_256 = "ab".repeat(32);
    private static final String WRITTEN = "sha256:" + "ab:".repeat(31) + "ab";
    private static final BrowserDisplay DISPLAY =
            new BrowserDisplay(1024, 768, 96, Optional.empty(), List.of("image/png"));

    @Test
    void aGuacdThatCanPinTrustsTheGuestsOwnCertificateAlone() throws Exception {
        assertThat(told(ScriptedGuacd.ARGS_1_6, Optional.of(SHA_256), false))
                .containsEntry("ignore-cert", "false")
                .containsEntry("cert-tofu", "false")
                .containsEntry("cert-fingerprints", WRITTEN);
    }

    @Test
    void aGuacdThatCannotPinIsToldAsBefore() throws Exception {
        assertThat(told(ScriptedGuacd.ARGS_1_3, Optional.of(SHA_256), false))
                .containsEntry("ignore-cert", "true")
                .doesNotContainKey("cert-fingerprints");
    }

    @Test
    void aGuestWhoseCertificateIsNotKnownIsNotTrustedWhereOnlyPinnedOnesAre() throws Exception {
        assertThat(told(ScriptedGuacd.ARGS_1_6, Optional.empty(), true))
                .containsEntry("ignore-cert", "false")
                .containsEntry("cert-fingerprints", "");
        assertThatThrownBy(() -> told(ScriptedGuacd.ARGS_1_3, Optional.of(SHA_256), true))
                .isInstanceOf(GuacdFailedException.class)
                .hasMessageContaining("cert-fingerprints");
    }

    @Test
    void thePersonsKeyboardComesBeforeTheUsualOne() {
        var german = new RemoteDesktop(
                "192.0.2.1",
                3389,
                "person",
                "one-time",
                Optional.empty(),
                Optional.of(Keyboard.DE_DE),
                Optional.empty());
        var open = new ChannelPolicy(true, true);

        assertThat(new RdpParameters(german, open, "en-us-qwerty", false)
                        .order()
                        .values())
                .containsEntry("server-layout", "de-de-qwertz");
        assertThat(new RdpParameters(target(Optional.empty()), open, "en-us-qwerty", false)
                        .order()
                        .values())
                .containsEntry("server-layout", "en-us-qwerty");
    }

    @Test
    void theFingerprintIsOneOrNothingIsConnected() {
        for (String wrong : List.of("", "AB".repeat(32), "ab".repeat(31), "sha256:" + "ab".repeat(29))) {
            assertThatThrownBy(() -> target(Optional.of(wrong))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCertificateThatIsAnotherHasASentenceOfItsOwn() throws Exception {
        String refusal = "5.error,62.SSL/TLS connection failed (untrusted/self-signed certificate?),3.519;";
        Map<String, String> pins = Map.of("ignore-cert", "false", "cert-fingerprints", WRITTEN);
        try (var bed = new TunnelBed(
                new ChannelPolicy(true, true), ScriptedGuacd.ARGS_1_6, pins, guacd -> guacd.send(refusal))) {
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.CERTIFICATE_REFUSED);
        }
        try (var bed = new TunnelBed(guacd -> guacd.send(refusal))) {
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.GUEST_UNAVAILABLE);
        }
    }

    private static RemoteDesktop target(Optional<String> certificate) {
        return new RemoteDesktop(
                "192.0.2.1", 3389, "person", "one-time", Optional.empty(), Optional.empty(), certificate);
    }

    /** What guacd hears in place of each name that it asked for. */
    private static Map<String, String> told(String args, Optional<String> certificate, boolean onlyPinned)
            throws Exception {
        Order order = new RdpParameters(target(certificate), new ChannelPolicy(true, true), "en-us-qwerty", onlyPinned)
                .order();
        try (ScriptedGuacd guacd = new ScriptedGuacd(ScriptedGuacd.ready(args, peer -> {}))) {
            try (GuacdConnection connection = GuacdConnection.open(guacd.settings(), "rdp", order, DISPLAY)) {
                assertThat(connection.pinned()).isEqualTo(args.contains("cert-") && certificate.isPresent());
            }
            List<String> connect = guacd.received().stream()
                    .filter(instruction -> instruction.getFirst().equals("connect"))
                    .findFirst()
                    .orElseThrow();
            List<String> names = ScriptedGuacd.names(args);
            Map<String, String> told = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                told.put(names.get(i), connect.get(i + 1));
            }
            return told;
        }
    }
}
