package dev.berth.gateway.record;

import dev.berth.gateway.guacd.InstructionInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Hands instructions to a recorder as a tunnel does, and reads them again. */
final class Drawing {

    private Drawing() {}

    static void onto(Recorder recorder, String text) {
        try {
            InstructionInput input =
                    InstructionInput.ofGuacd(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            while (input.fill() > 0) {
                while (input.next()) {
                    recorder.take(input.scanner(), input.scanner().opcode());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the bytes are whole instructions. */
    static List<String> opcodes(byte[] bytes) throws IOException {
        InstructionInput input = InstructionInput.ofGuacd(new ByteArrayInputStream(bytes));
        List<String> opcodes = new ArrayList<>();
        while (input.fill() > 0) {
            while (input.next()) {
                opcodes.add(input.scanner().text(0));
            }
        }
        if (input.scanner().position() != input.scanner().start()) {
            throw new IOException("the last instruction is cut");
        }
        return opcodes;
    }
}
