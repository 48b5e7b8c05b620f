package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.apache.guacamole.protocol.GuacamoleParser;

class InstructionScannerProperties {

    @Property(tries = 300)
    void aSplitAtAnyByteChangesNothing(@ForAll("streams") List<GuacamoleInstruction> sent) throws Exception {
        byte[] bytes = bytes(sent);
        List<List<String>> expected = elements(sent);
        for (int split = 0; split <= bytes.length; split++) {
            InstructionScanner scanner = new InstructionScanner(100_000);
            List<List<String>> found = new ArrayList<>(scan(scanner, bytes, split));
            found.addAll(scan(scanner, bytes, bytes.length));
            assertThat(found).isEqualTo(expected);
        }
    }

    @Property(tries = 300)
    void byteByByteEachInstructionIsCompleteAtItsLastByte(@ForAll("streams") List<GuacamoleInstruction> sent)
            throws Exception {
        byte[] bytes = bytes(sent);
        InstructionScanner scanner = new InstructionScanner(100_000);
        int ends = 0;
        int next = 0;
        for (int limit = 1; limit <= bytes.length; limit++) {
            if (ends < sent.size() && limit == next + bytes(sent.subList(ends, ends + 1)).length) {
                assertThat(scanner.next(bytes, limit)).isTrue();
                assertThat(scanner.position()).isEqualTo(limit);
                next = limit;
                ends++;
            } else {
                assertThat(scanner.next(bytes, limit)).isFalse();
            }
        }
        assertThat(ends).isEqualTo(sent.size());
    }

    @Property(tries = 300)
    void itAgreesWithGuacamolesOwnParser(@ForAll("streams") List<GuacamoleInstruction> sent) throws Exception {
        char[] chars = new String(bytes(sent), StandardCharsets.UTF_8).toCharArray();
        GuacamoleParser parser = new GuacamoleParser();
        List<List<String>> theirs = new ArrayList<>();
        int at = 0;
        while (at < chars.length) {
            at += parser.append(chars, at, chars.length - at);
            if (parser.hasNext()) {
                theirs.addAll(elements(List.of(parser.next())));
            }
        }
        byte[] bytes = bytes(sent);
        assertThat(scan(new InstructionScanner(100_000), bytes, bytes.length)).isEqualTo(theirs);
    }

    @Property(tries = 500)
    void anyBytesAreScannedOrRefusedAndNeverReadPastTheirEnd(
            @ForAll byte[] bytes, @ForAll("streams") List<GuacamoleInstruction> before) {
        byte[] good = bytes(before);
        byte[] all = new byte[good.length + bytes.length];
        System.arraycopy(good, 0, all, 0, good.length);
        System.arraycopy(bytes, 0, all, good.length, bytes.length);
        InstructionScanner scanner = new InstructionScanner(8_192);
        try {
            while (scanner.next(all, all.length)) {
                assertThat(scanner.position()).isBetween(1, all.length);
            }
        } catch (MalformedInstructionException refused) {
            assertThat(refused).hasMessageContaining("Guacamole instruction is wrong");
        }
    }

    @Provide
    Arbitrary<List<GuacamoleInstruction>> streams() {
        Arbitrary<String> text = Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(40),
                Arbitraries.integers()
                        .between(0, 0x10ffff)
                        .filter(codePoint -> codePoint < 0xd800 || codePoint > 0xdfff)
                        .list()
                        .ofMaxSize(12)
                        .map(points -> points.stream()
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString()));
        return Arbitraries.strings()
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(10)
                .flatMap(opcode -> text.list().ofMaxSize(5).map(args -> new GuacamoleInstruction(opcode, args)))
                .list()
                .ofMaxSize(5);
    }

    private static List<List<String>> scan(InstructionScanner scanner, byte[] bytes, int limit) throws Exception {
        List<List<String>> found = new ArrayList<>();
        while (scanner.next(bytes, limit)) {
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < scanner.elements(); i++) {
                elements.add(scanner.text(i));
            }
            found.add(elements);
        }
        return found;
    }

    private static List<List<String>> elements(List<GuacamoleInstruction> instructions) {
        return instructions.stream()
                .map(instruction -> {
                    List<String> elements = new ArrayList<>();
                    elements.add(instruction.getOpcode());
                    elements.addAll(instruction.getArgs());
                    return elements;
                })
                .toList();
    }

    private static byte[] bytes(List<GuacamoleInstruction> instructions) {
        StringBuilder text = new StringBuilder();
        instructions.forEach(text::append);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
