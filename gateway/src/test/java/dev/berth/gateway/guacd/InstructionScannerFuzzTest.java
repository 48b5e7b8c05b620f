package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the inputs that are kept beside it. {@code JAZZER_FUZZ=1 mvn -pl gateway -am test -Dtest=InstructionScannerFuzzTest}
 * looks for new ones instead; what it finds wrong becomes one more of them.
 */
class InstructionScannerFuzzTest {

    private static final int MOST_BYTES = 8_192;
    private static final String REFUSED = "refused";

    @FuzzTest(maxDuration = "2m")
    void howeverAStreamIsCutItIsReadAlike(byte[] stream) {
        List<String> whole = read(stream, stream.length);
        for (int cut = 0; cut < Math.min(stream.length, 64); cut++) {
            assertThat(read(stream, cut)).isEqualTo(whole);
        }
    }

    /** Each instruction's text, and at the end that the rest was refused, if it was. */
    private static List<String> read(byte[] stream, int cut) {
        List<String> read = new ArrayList<>();
        InstructionScanner scanner = new InstructionScanner(MOST_BYTES);
        byte[] begun = Arrays.copyOf(stream, cut);
        try {
            readTo(scanner, begun, cut, read);
            readTo(scanner, stream, stream.length, read);
        } catch (MalformedInstructionException refused) {
            read.add(REFUSED);
        }
        return read;
    }

    private static void readTo(InstructionScanner scanner, byte[] bytes, int limit, List<String> read)
            throws MalformedInstructionException {
        while (scanner.next(bytes, limit)) {
            assertThat(scanner.position()).isBetween(scanner.instructionStart() + 1, limit);
            StringBuilder instruction = new StringBuilder(scanner.opcode().name());
            for (int element = 0; element < scanner.elements(); element++) {
                instruction.append(',').append(scanner.text(element)).append(scanner.number(element));
            }
            read.add(instruction.toString());
        }
    }
}
