package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.ChannelRules;
import dev.berth.broker.session.FileRule;
import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.guacamole.protocol.GuacamoleInstruction;

/** Whatever is sent, and wherever reads cut it: what does not pass is the same, and nothing passes that must not. */
class ChannelPolicyProperties {

    private static final ChannelRules PRINTS = new ChannelRules(FileRule.NOTHING, FileRule.NOTHING, true, false, false);
    private static final ChannelPolicy PRINTS_ONLY = new ChannelPolicy(false, false, PRINTS);
    private static final int CLIPBOARD_BYTES = 9;

    /** What came of a stream: the bytes that passed, and what was said of the others. */
    private record Outcome(String passed, List<Blocked> blocked) {}

    @Property(tries = 200)
    void aCutAtAnyByteChangesNothing(@ForAll("streams") List<GuacamoleInstruction> sent) throws Exception {
        byte[] bytes = bytes(sent);
        for (Supplier<InstructionPolicy> policy : policies()) {
            Outcome whole = relay(policy.get(), new ByteArrayInputStream(bytes));
            for (int cut = 0; cut <= bytes.length; cut++) {
                InputStream parts = new SequenceInputStream(
                        new ByteArrayInputStream(bytes, 0, cut),
                        new ByteArrayInputStream(bytes, cut, bytes.length - cut));
                assertThat(relay(policy.get(), parts)).isEqualTo(whole);
            }
        }
    }

    @Property(tries = 500)
    void nothingOfAChannelThatIsOffPasses(@ForAll("streams") List<GuacamoleInstruction> sent) throws Exception {
        byte[] bytes = bytes(sent);
        String toBrowser = relay(new ToBrowserPolicy(PRINTS_ONLY, CLIPBOARD_BYTES), new ByteArrayInputStream(bytes))
                .passed();
        assertThat(toBrowser).doesNotContain("clipboard", "audio", "pipe", "argv", "text/plain");
        String toGuacd = relay(new ToGuacdPolicy(PRINTS_ONLY, CLIPBOARD_BYTES), new ByteArrayInputStream(bytes))
                .passed();
        assertThat(toGuacd).isEmpty();
    }

    @Property(tries = 500)
    void noClipboardPassesThatIsLargerThanItsBound(@ForAll("streams") List<GuacamoleInstruction> sent)
            throws Exception {
        Outcome outcome = relay(
                new ToGuacdPolicy(new ChannelPolicy(true, true), CLIPBOARD_BYTES),
                new ByteArrayInputStream(bytes(sent)));
        InstructionInput passed = InstructionInput.ofGuacd(
                new ByteArrayInputStream(outcome.passed().getBytes(StandardCharsets.UTF_8)));
        Map<String, Integer> characters = new HashMap<>();
        while (passed.fill() >= 0) {
            while (passed.next()) {
                InstructionScanner one = passed.scanner();
                if (one.text(0).equals("blob")) {
                    int sum = characters.merge(one.text(1), one.to(2) - one.from(2), Integer::sum);
                    assertThat(sum).isLessThanOrEqualTo(CLIPBOARD_BYTES / 3 * 4);
                } else {
                    characters.remove(one.text(1));
                }
            }
        }
        assertThat(outcome.passed()).doesNotContain("text/html", "audio", "file");
    }

    @Provide
    Arbitrary<List<GuacamoleInstruction>> streams() {
        Arbitrary<String> stream = Arbitraries.of("0", "1", "255", "256", "-1", "x");
        Arbitrary<String> type = Arbitraries.of("text/plain", "text/html", "application/pdf");
        Arbitrary<String> blob = Arbitraries.of("JVBERi0x", "JVBE", "TVqQAAMA", "AAAA", "가😀");
        Arbitrary<GuacamoleInstruction> one = Arbitraries.oneOf(
                Combinators.combine(Arbitraries.of("clipboard", "audio", "pipe", "argv", "file"), stream, type)
                        .as((opcode, of, kind) -> new GuacamoleInstruction(opcode, of, kind, "n;,.1")),
                Combinators.combine(stream, blob).as((of, data) -> new GuacamoleInstruction("blob", of, data)),
                stream.map(of -> new GuacamoleInstruction("end", of)));
        return one.list().ofMaxSize(12);
    }

    private static List<Supplier<InstructionPolicy>> policies() {
        return List.of(
                () -> new ToBrowserPolicy(PRINTS_ONLY, CLIPBOARD_BYTES),
                () -> new ToBrowserPolicy(new ChannelPolicy(true, true, ChannelRules.DEFAULT), CLIPBOARD_BYTES),
                () -> new ToGuacdPolicy(new ChannelPolicy(true, true, ChannelRules.DEFAULT), CLIPBOARD_BYTES),
                () -> new ToGuacdPolicy(PRINTS_ONLY, CLIPBOARD_BYTES));
    }

    private static Outcome relay(InstructionPolicy policy, InputStream stream) throws IOException {
        InstructionInput input = InstructionInput.ofGuacd(stream);
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        List<Blocked> blocked = new ArrayList<>();
        Relay relay = new Relay(input, policy, (instruction, opcode) -> {}, passed::write);
        while (input.fill() >= 0) {
            relay.relay();
            blocked.addAll(relay.takeBlocked());
        }
        return new Outcome(passed.toString(StandardCharsets.UTF_8), blocked);
    }

    private static byte[] bytes(List<GuacamoleInstruction> instructions) {
        StringBuilder text = new StringBuilder();
        instructions.forEach(text::append);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
