package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.ChannelRules;
import dev.berth.broker.session.FileRule;
import dev.berth.gateway.guacd.ScriptedGuacd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TunnelTest {

    @Test
    void aFinishedSyncReachesTheBrowserThoughHalfAnInstructionFollows() throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> {
            gateway.send("4.name,3.a😀b;4.sync,4.1234;4.blob,1.0,60");
            gateway.readToEnd();
        })) {
            TunnelBed.await(() -> bed.browser.has("sync"));
            assertThat(bed.browser.instructions())
                    .containsExactly(TunnelBed.SIZE, List.of("name", "a😀b"), List.of("sync", "1234"));
        }
    }

    @Test
    void aCharacterCutByAReadArrivesWhole() throws Exception {
        byte[] bytes = "4.name,6.a😀한b글!;".getBytes(StandardCharsets.UTF_8);
        try (TunnelBed bed = new TunnelBed(gateway -> {
            for (byte each : bytes) {
                gateway.send(new byte[] {each});
            }
            gateway.readToEnd();
        })) {
            TunnelBed.await(() -> bed.browser.has("name"));
            assertThat(bed.browser.instructions()).containsExactly(TunnelBed.SIZE, List.of("name", "a😀한b글!"));
        }
    }

    @Test
    void aFloodBecomesFewFramesOfWholeInstructions() throws Exception {
        String flood = "4.copy,2.-1,1.0,1.0,2.64,2.64,2.14,1.0,3.128,2.64;".repeat(20_000);
        try (TunnelBed bed = new TunnelBed(gateway -> {
            gateway.send(flood);
            gateway.send("4.sync,1.1;");
            gateway.readToEnd();
        })) {
            TunnelBed.await(() -> bed.browser.has("sync"));
            assertThat(bed.browser.instructions()).hasSize(20_002);
            assertThat(bed.browser.frames()).isLessThan(1_000);
        }
    }

    @Test
    void guacdIsNotReadWhileTheBrowserDoesNotReadAndTheSessionIsReaped() throws Exception {
        byte[] frame = "4.copy,2.-1,1.0,1.0,2.64,2.64,2.14,1.0,3.128,2.64;"
                .repeat(1_000)
                .getBytes(StandardCharsets.UTF_8);
        AtomicLong sent = new AtomicLong();
        try (TunnelBed bed = new TunnelBed(gateway -> {
            gateway.read("mouse");
            while (true) {
                gateway.send(frame);
                sent.addAndGet(frame.length);
            }
        })) {
            bed.browser.stopReading();
            bed.browserSends("5.mouse,1.1,1.1,1.0;");
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.BROWSER_LOST);
            // What fits into the two socket buffers of loopback, not what guacd would have liked to send in 600 ms.
            assertThat(sent.get()).isLessThan(16_000_000);
        }
    }

    @Test
    void aBrowserThatGivesNoSignOfLifeIsLost() throws Exception {
        try (TunnelBed bed = new TunnelBed(ScriptedGuacd.Peer::readToEnd)) {
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.BROWSER_LOST);
            assertThat(bed.browser.pings).hasPositiveValue();
        }
    }

    @Test
    void aBrowserThatOnlyAnswersPingsIsKeptAndGuacdIsKeptAwakeForIt() throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> {
            for (int i = 0; i < 20; i++) {
                gateway.read("nop");
                gateway.send("4.sync,1.1;");
            }
            gateway.send("10.disconnect;");
        })) {
            TunnelBed.await(() -> {
                bed.tunnel.heard();
                return bed.browser.closedWith.get() != null;
            });
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.GUEST_CLOSED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.disconnect;|GUEST_CLOSED",
                "5.error,5.a 😀 b,3.523;|GUEST_CLOSED",
                "5.error,7.no host,3.519;|GUEST_UNAVAILABLE",
                "5.error,2.no,3.769;|CREDENTIALS_REFUSED",
                "5.error,2.no,9.999999999;|GUACD_BROKEN",
                "8.required,8.password;|CREDENTIALS_REFUSED",
                "4.sync,1.1;|GUACD_BROKEN",
                "4.sync,1.1;nonsense|GUACD_BROKEN"
            })
    void whatGuacdEndsWithIsToldApart(String last, TunnelEnd end) throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> gateway.send(last))) {
            assertThat(bed.awaitEnd()).isEqualTo(end);
            assertThat(bed.browser.has("error")).isFalse();
            assertThat(bed.browser.has("required")).isFalse();
            assertThat(bed.events).containsExactly("connected", "ended " + end);
            assertThat(bed.meters
                            .get("berth.gateway.ends")
                            .tag("end", end.name())
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void guacdsSideIsClosedEvenWhenClosingTheBrowsersFails() throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> gateway.read("never sent"))) {
            bed.browser.failsOnClose = true;
            bed.tunnel.end(TunnelEnd.SESSION_ENDED);
            bed.tunnel.end(TunnelEnd.OPENED_ELSEWHERE);
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.SESSION_ENDED);
            assertThat(bed.guacd.received()).isNotEmpty();
            assertThat(bed.events).containsExactly("connected", "ended SESSION_ENDED");
        }
    }

    @Test
    void onlyWhatABrowserMaySendReachesGuacd() throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> gateway.read("never sent"))) {
            bed.browserSends("5.mouse,2.10,2.20,1.1;3.key,5.65293,1.1;4.argv,1.0,10.text/plain,8.password;"
                    + "4.blob,1.0,4.AAAA;3.end,1.0;4.file,1.1,10.text/plain,1.x;6.select,3.rdp;4.size,2.10,2.10;"
                    + "3.key,1.x,1.1;4.size,4.1280,3.800;9.clipboard,1.2,9.text/html;4.blob,1.2,4.AAAA;3.end,1.2;"
                    + "9.clipboard,1.3,10.text/plain;4.blob,1.3,4.aGk=;3.end,1.3;0.,4.ping,1.1;4.sync,1.7;");
            bed.tunnel.end(TunnelEnd.SESSION_ENDED);
            assertThat(bed.guacd.received())
                    .filteredOn(instruction -> !instruction.getFirst().equals("nop"))
                    .endsWith(
                            List.of("mouse", "10", "20", "1"),
                            List.of("key", "65293", "1"),
                            List.of("size", "1280", "800"),
                            List.of("clipboard", "3", "text/plain"),
                            List.of("blob", "3", "aGk="),
                            List.of("end", "3"),
                            List.of("sync", "7"));
            assertThat(bed.dropped("guacd")).isEqualTo(10);
            assertThat(bed.browser.instructions()).contains(List.of("", "ping", "1"));
            assertThat(bed.events)
                    .containsExactly(
                            "connected",
                            "input",
                            "blocked parameter in OFF",
                            "blocked file in OFF",
                            "blocked clipboard in KIND",
                            "ended SESSION_ENDED");
        }
    }

    @Test
    void clipboardsPassOnlyTheWaysThatPolicyAllows() throws Exception {
        try (TunnelBed bed = new TunnelBed(new ChannelPolicy(false, false), gateway -> {
            gateway.send("9.clipboard,1.2,10.text/plain;4.blob,1.2,4.c2Vj;3.end,1.2;4.sync,1.1;");
            gateway.read("sync");
        })) {
            TunnelBed.await(() -> bed.browser.has("sync"));
            bed.browserSends("9.clipboard,1.3,10.text/plain;4.blob,1.3,4.aGk=;3.end,1.3;4.sync,1.7;");
            assertThat(bed.guacd.received())
                    .noneMatch(instruction -> instruction.getFirst().equals("clipboard"));
            TunnelBed.await(() -> bed.browser.instructions().size() == 5);
            assertThat(bed.browser.instructions())
                    .containsExactlyInAnyOrder(
                            TunnelBed.SIZE,
                            List.of("sync", "1"),
                            List.of("", "blocked", "clipboard", "out", "off"),
                            List.of("ack", "3", "Blocked by policy.", "771"),
                            List.of("", "blocked", "clipboard", "in", "off"));
            assertThat(bed.events).contains("blocked clipboard out OFF", "blocked clipboard in OFF");
            assertThat(bed.dropped("browser")).isEqualTo(3);
            assertThat(bed.dropped("guacd")).isEqualTo(3);
        }
    }

    @Test
    void aClipboardBeyondItsBoundIsCutAndNeverEndedAndThePersonIsTold() throws Exception {
        String blob = "4.blob,1.2,800." + "A".repeat(800) + ";";
        String clipboard = "9.clipboard,1.2,10.text/plain;" + blob + blob + blob + "3.end,1.2;";
        try (TunnelBed bed = new TunnelBed(gateway -> {
            gateway.send(clipboard + "4.sync,1.1;");
            gateway.read("sync");
        })) {
            TunnelBed.await(() -> bed.browser.has("sync"));
            bed.browserSends(clipboard + "4.sync,1.7;");
            assertThat(bed.guacd.received())
                    .noneMatch(instruction -> instruction.getFirst().equals("end"));
            bed.awaitEnd();
            assertThat(bed.browser.instructions())
                    .contains(
                            List.of("", "blocked", "clipboard", "out", "size"),
                            List.of("", "blocked", "clipboard", "in", "size"))
                    .noneMatch(instruction -> instruction.getFirst().equals("end"));
        }
    }

    @Test
    void filesAndPipesAndLogsStayBehind() throws Exception {
        try (TunnelBed bed = new TunnelBed(gateway -> {
            gateway.send("4.file,1.1,10.text/plain,1.x;4.blob,1.1,4.AAAA;3.end,1.1;4.pipe,1.3,10.text/plain,1.x;"
                    + "4.blob,1.3,4.AAAA;3.end,1.3;3.log,9.kvm3 says;10.filesystem,1.0,1.x;5.whats,1.x;4.sync,1.1;");
            gateway.readToEnd();
        })) {
            TunnelBed.await(() -> bed.browser.has("sync"));
            assertThat(bed.browser.instructions())
                    .filteredOn(instruction -> !instruction.getFirst().isEmpty())
                    .containsExactly(TunnelBed.SIZE, List.of("sync", "1"));
        }
    }

    @Test
    void aPrintPassesWhereItIsAllowedAndIsAPdfAndGuacdLearnsOfOneThatIsNot() throws Exception {
        ChannelRules printing = new ChannelRules(FileRule.NOTHING, FileRule.NOTHING, true, false, false);
        String pdf = "4.file,1.1,15.application/pdf,5.a.pdf;4.blob,1.1,8.JVBERi0x;4.blob,1.1,4.AAAA;3.end,1.1;";
        String program = "4.file,1.3,15.application/pdf,5.b.pdf;4.blob,1.3,8.TVqQAAMA;4.blob,1.3,4.AAAA;3.end,1.3;";
        String other = "4.file,1.5,9.text/html,6.c.html;4.blob,1.5,4.AAAA;3.end,1.5;";
        try (TunnelBed bed = new TunnelBed(new ChannelPolicy(false, false, printing), gateway -> {
            gateway.send(pdf + program + other + "4.sync,1.1;");
            gateway.read("ack");
            gateway.read("ack");
        })) {
            assertThat(bed.guacd.received())
                    .contains(
                            List.of("ack", "3", "Blocked by policy.", "771"),
                            List.of("ack", "5", "Blocked by policy.", "771"));
            TunnelBed.await(() -> bed.events.contains("blocked file out OFF"));
            assertThat(bed.events).contains("blocked print out CONTENT");
            assertThat(bed.browser.instructions())
                    .filteredOn(instruction -> !instruction.getFirst().isEmpty())
                    .containsExactly(
                            TunnelBed.SIZE,
                            List.of("file", "1", "application/pdf", "a.pdf"),
                            List.of("blob", "1", "JVBERi0x"),
                            List.of("blob", "1", "AAAA"),
                            List.of("end", "1"),
                            List.of("file", "3", "application/pdf", "b.pdf"),
                            List.of("sync", "1"));
        }
    }

    @Test
    void soundPassesOnlyTheWaysThatPolicyAllows() throws Exception {
        String sound = "5.audio,1.1,31.audio/L16;rate=44100,channels=2;4.blob,1.1,4.AAAA;3.end,1.1;4.sync,1.1;";
        ChannelRules hearing = new ChannelRules(FileRule.NOTHING, FileRule.NOTHING, false, true, false);
        for (boolean heard : List.of(true, false)) {
            ChannelPolicy policy = heard ? new ChannelPolicy(true, true, hearing) : new ChannelPolicy(true, true);
            try (TunnelBed bed = new TunnelBed(policy, gateway -> {
                gateway.send(sound);
                gateway.read("sync");
            })) {
                TunnelBed.await(() -> bed.browser.has("sync"));
                bed.browserSends(sound);
                assertThat(bed.guacd.received())
                        .noneMatch(instruction -> instruction.getFirst().equals("audio")
                                && instruction.size() > 2
                                && instruction.get(2).contains("rate"));
                assertThat(bed.browser.has("audio")).isEqualTo(heard);
                assertThat(bed.browser.has("blob")).isEqualTo(heard);
                assertThat(bed.events).contains("blocked sound in OFF");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "4.sync,1.1x", "4.blob,1.0,9999."})
    void aBrowserThatSendsNoInstructionsIsClosed(String text) throws Exception {
        try (TunnelBed bed = new TunnelBed(ScriptedGuacd.Peer::readToEnd)) {
            bed.browserSends(text);
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.BROWSER_MALFORMED);
        }
    }

    @Test
    void anInstructionMayComeInSeveralMessages() throws Exception {
        byte[] bytes = "3.key,2.65,1.1;4.sync,1.7;".getBytes(StandardCharsets.UTF_8);
        try (TunnelBed bed = new TunnelBed(gateway -> gateway.read("sync"))) {
            for (byte each : bytes) {
                bed.browserSends(new byte[] {each});
            }
            assertThat(bed.guacd.received()).contains(List.of("key", "65", "1"), List.of("sync", "7"));
        }
    }

    @Test
    void aBrowserThatDisconnectsEndsIt() throws Exception {
        try (TunnelBed bed = new TunnelBed(ScriptedGuacd.Peer::readToEnd)) {
            bed.browserSends("10.disconnect;");
            assertThat(bed.awaitEnd()).isEqualTo(TunnelEnd.BROWSER_CLOSED);
        }
    }

    @Test
    void theFirstPictureIsToldOnce() throws Exception {
        String png = "A".repeat(8000);
        String picture = "3.img,1.1,2.14,1.0,10.image/jpeg,1.0,1.0;4.blob,1.1,8000." + png + ";3.end,1.1;4.sync,1.1;";
        try (TunnelBed bed = new TunnelBed(
                gateway -> gateway.send("4.size,1.0,3.200,3.200;4.sync,1.0;" + picture + picture + "10.disconnect;"))) {
            bed.awaitEnd();
            assertThat(bed.events).containsExactly("connected", "first frame", "ended GUEST_CLOSED");
        }
    }
}
