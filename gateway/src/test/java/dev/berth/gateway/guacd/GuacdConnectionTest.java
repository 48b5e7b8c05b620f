package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.gateway.guacd.GuacdFailedException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GuacdConnectionTest {

    private static final BrowserDisplay DISPLAY =
            new BrowserDisplay(1280, 800, 96, Optional.of(ZoneId.of("Asia/Seoul")), List.of("image/png", "image/webp"));
    private static final Map<String, String> PARAMETERS =
            Map.of("hostname", "10.0.0.7", "port", "3389", "password", "5.a;b,1.😀", "unheard-of", "x");

    @Test
    void anOldGuacdIsAnsweredByName() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(ScriptedGuacd.ready(ScriptedGuacd.ARGS_1_3, gateway -> {}));
                GuacdConnection connection = open(guacd)) {
            assertThat(connection.id()).isEqualTo("$abc");
            assertThat(guacd.received())
                    .containsExactly(
                            List.of("select", "rdp"),
                            List.of("size", "1280", "800", "96"),
                            List.of("audio"),
                            List.of("video"),
                            List.of("image", "image/png", "image/webp"),
                            List.of("timezone", "Asia/Seoul"),
                            List.of("connect", "VERSION_1_3_0", "10.0.0.7", "3389", "", "5.a;b,1.😀", "", "", ""));
        }
    }

    @Test
    void aNewerGuacdGetsTheNewestVersionThatBothSpeak() throws Exception {
        String future = ScriptedGuacd.ARGS_1_5.replace("13.VERSION_1_5_0", "13.VERSION_1_7_0");
        try (ScriptedGuacd guacd = new ScriptedGuacd(ScriptedGuacd.ready(future, gateway -> {}));
                GuacdConnection connection = open(guacd)) {
            assertThat(connection.version()).hasToString("VERSION_1_5_0");
            assertThat(guacd.received().getLast()).startsWith("connect", "VERSION_1_5_0", "10.0.0.7");
        }
    }

    @Test
    void whatFollowsReadyIsNotLost() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(gateway -> {
                    gateway.read("select");
                    gateway.send("3.nop;" + ScriptedGuacd.ARGS_1_5);
                    gateway.read("connect");
                    gateway.send("5.ready,4.$abc;4.size,1.0,4.1280,3.800;4.sy");
                    gateway.send("nc,1.7;");
                });
                GuacdConnection connection = open(guacd)) {
            InstructionInput input = connection.input();
            assertThat(input.next()).isTrue();
            assertThat(input.scanner().opcode()).isEqualTo(Opcode.SIZE);
            while (!input.next()) {
                assertThat(input.fill()).isPositive();
            }
            assertThat(input.scanner().opcode()).isEqualTo(Opcode.SYNC);
        }
    }

    @Test
    void guacdDownIsSaid() throws Exception {
        // A port that is taken, and that nobody listens at.
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = taken.getLocalPort();
            GuacdSettings settings = new GuacdSettings(
                    "127.0.0.1", port, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
            assertFails(
                    Kind.UNREACHABLE,
                    "guacd does not answer at 127.0.0.1:" + port,
                    () -> GuacdConnection.open(settings, "rdp", new Order(PARAMETERS, Map.of(), Set.of()), DISPLAY));
        }
    }

    @Test
    void guacdThatDripsBytesIsSilentInTheEnd() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(gateway -> {
            gateway.read("select");
            gateway.send("4.args,13.VERSION_1_3_0,8.hos");
            gateway.readToEnd();
        })) {
            assertFails(
                    Kind.SILENT,
                    "did not send 'args' within 700 ms",
                    () -> open(guacd.settings(Duration.ofMillis(700))));
        }
    }

    @Test
    void guacdThatClosesIsSaidToRefuse() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(gateway -> gateway.read("select"))) {
            assertFails(Kind.REFUSED, "closed the connection instead of sending 'args'", () -> open(guacd));
        }
    }

    @Test
    void guacdsOwnErrorIsNamed() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(gateway -> {
            gateway.read("select");
            gateway.send("5.error,9.too many😀,3.519;");
        })) {
            assertFails(Kind.REFUSED, "UPSTREAM_NOT_FOUND: too many😀", () -> open(guacd));
        }
    }

    @Test
    void somethingElseOnGuacdsPortIsSaid() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(gateway -> gateway.send("SSH-2.0-OpenSSH_9.2\r\n"))) {
            assertFails(Kind.UNUSABLE, "does not speak the Guacamole protocol", () -> open(guacd));
        }
    }

    @Test
    void aGuacdThatCannotStartOneApplicationIsNotUsedForOne() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(gateway -> {
            gateway.read("select");
            gateway.send("4.args,13.VERSION_1_3_0,8.hostname;");
            gateway.readToEnd();
        })) {
            assertFails(
                    Kind.UNUSABLE,
                    "knows no parameter initial-program, port for rdp",
                    () -> GuacdConnection.open(
                            guacd.settings(),
                            "rdp",
                            new Order(PARAMETERS, Map.of(), Set.of("hostname", "port", "initial-program")),
                            DISPLAY));
        }
    }

    @Test
    void aGuacdThatCannotBeToldWhomToTrustIsNotUsedWhereThatIsAsked() throws Exception {
        try (ScriptedGuacd guacd = new ScriptedGuacd(ScriptedGuacd.ready(ScriptedGuacd.ARGS_1_3, peer -> {}))) {
            assertFails(
                    Kind.UNUSABLE,
                    "knows no parameter cert-fingerprints for rdp. Use guacd 1.6 or later",
                    () -> GuacdConnection.open(
                            guacd.settings(),
                            "rdp",
                            new Order(PARAMETERS, Map.of(), Set.of("cert-fingerprints")),
                            DISPLAY));
        }
    }

    private static GuacdConnection open(ScriptedGuacd guacd) throws GuacdFailedException {
        return open(guacd.settings());
    }

    private static GuacdConnection open(GuacdSettings settings) throws GuacdFailedException {
        return GuacdConnection.open(
                settings, "rdp", new Order(PARAMETERS, Map.of(), Set.of("hostname", "port")), DISPLAY);
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable opening) {
        assertThatThrownBy(opening)
                .isInstanceOfSatisfying(
                        GuacdFailedException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
