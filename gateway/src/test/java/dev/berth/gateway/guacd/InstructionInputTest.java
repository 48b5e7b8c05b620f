package dev.berth.gateway.guacd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class InstructionInputTest {

    private static final int SMALL = 2 * 1024;
    private static final byte[] NOP = "3.nop;".getBytes(StandardCharsets.US_ASCII);

    /** A stream whose every read brings what was put, as far as it is asked for. */
    private static final class Arrivals extends InputStream {

        private final Queue<Integer> sizes = new ArrayDeque<>();
        private int asked;
        private int sent;

        @Override
        public int read() throws IOException {
            throw new IOException("Nobody reads single bytes.");
        }

        @Override
        public int read(byte[] into, int from, int length) {
            asked = length;
            int count = Math.min(length, sizes.isEmpty() ? 6 : sizes.remove());
            for (int i = 0; i < count; i++) {
                into[from + i] = NOP[sent++ % NOP.length];
            }
            return count;
        }
    }

    @Test
    void itAsksForMuchWhileMuchComesAndForLittleSoonAfterwards() throws Exception {
        Arrivals arrivals = new Arrivals();
        InstructionInput input = InstructionInput.ofGuacd(arrivals);
        take(input);
        assertThat(arrivals.asked).isEqualTo(SMALL);
        for (int i = 0; i < 10; i++) {
            arrivals.sizes.add(InstructionInput.LARGEST_BUFFER);
        }
        for (int i = 0; i < 10; i++) {
            take(input);
        }
        assertThat(arrivals.asked).isGreaterThan(InstructionInput.LARGEST_BUFFER / 2);
        for (int i = 0; i < 10; i++) {
            take(input);
        }
        assertThat(arrivals.asked).isLessThanOrEqualTo(SMALL);
    }

    private static void take(InstructionInput input) throws IOException {
        input.fill();
        while (input.next()) {
            assertThat(input.scanner().opcode()).isEqualTo(Opcode.NOP);
        }
    }
}
