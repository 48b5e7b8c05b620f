package dev.berth.bench.gateway;

import dev.berth.gateway.guacd.FirstPicture;
import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What guacd drew in one real session, sorted into what is replayed.
 *
 * @param opening up to the first whole picture: what each replayed session begins with
 * @param frames by kind, each frame without its {@code sync}
 */
record Recording(byte[] opening, Map<Kind, List<byte[]>> frames) {

    /** What a replayed stream is made of. */
    enum Kind {
        OPERATIONS("small operations"),
        BLOBS("image blobs");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private static final int LEAST_OPERATION_BYTES = 25;
    private static final int MOST_OPERATION_BYTES = 60;
    private static final int OPERATIONS_A_FRAME = 16;
    private static final int LEAST_BLOB_CHARACTERS = 5_000;
    private static final int MOST_FRAMES = 512;
    private static final int FLOOD_BYTES = 2 * 1024 * 1024;

    /** A guest that sends its screen as images is drawn by {@code img} and {@code cursor}, others by the rest, too. */
    private static final Set<Opcode> DRAWING = EnumSet.of(
            Opcode.ARC,
            Opcode.CFILL,
            Opcode.COPY,
            Opcode.CURSOR,
            Opcode.IMG,
            Opcode.LFILL,
            Opcode.LINE,
            Opcode.MOVE,
            Opcode.RECT,
            Opcode.SHADE,
            Opcode.SIZE,
            Opcode.START,
            Opcode.TRANSFER);

    /** @param stream as guacd sent it, from {@code ready} on */
    static Recording of(byte[] stream) {
        try {
            return new Sorter().sorted(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("The recorded session is no Guacamole stream", e);
        }
    }

    /** The frames one after the other, with plain syncs, long enough to be sent over and over. */
    byte[] flood(Kind kind) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < FLOOD_BYTES) {
            for (byte[] frame : of(kind)) {
                all.writeBytes(frame);
                all.writeBytes("4.sync,8.12345678;".getBytes(StandardCharsets.US_ASCII));
            }
        }
        return all.toByteArray();
    }

    List<byte[]> of(Kind kind) {
        return frames.getOrDefault(kind, List.of());
    }

    private static final class Sorter {

        private final ByteArrayOutputStream opening = new ByteArrayOutputStream();
        private final FirstPicture picture = new FirstPicture();
        private final List<byte[]> operations = new ArrayList<>();
        private final List<byte[]> blobs = new ArrayList<>();
        private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
        private final ByteArrayOutputStream image = new ByteArrayOutputStream();
        private int framed;

        Recording sorted(byte[] stream) throws IOException {
            InstructionInput input = InstructionInput.ofGuacd(new ByteArrayInputStream(stream));
            while (input.fill() >= 0) {
                while (input.next()) {
                    take(input.scanner());
                }
            }
            if (!picture.shown() || operations.isEmpty() || blobs.isEmpty()) {
                throw new IllegalStateException("The recorded session of " + stream.length + " bytes has "
                        + (picture.shown() ? "a" : "no") + " picture, " + operations.size()
                        + " frames of small operations, "
                        + blobs.size() + " large images; all three are needed. Record another.");
            }
            Map<Kind, List<byte[]>> frames = new EnumMap<>(Kind.class);
            frames.put(Kind.OPERATIONS, operations);
            frames.put(Kind.BLOBS, blobs);
            return new Recording(opening.toByteArray(), frames);
        }

        private void take(InstructionScanner instruction) {
            Opcode opcode = instruction.opcode();
            byte[] bytes = bytes(instruction);
            if (!picture.shown()) {
                opening.writeBytes(bytes);
                picture.completedBy(instruction, opcode);
            }
            if (DRAWING.contains(opcode)
                    && bytes.length >= LEAST_OPERATION_BYTES
                    && bytes.length <= MOST_OPERATION_BYTES
                    && operations.size() < MOST_FRAMES) {
                frame.writeBytes(bytes);
                framed++;
                if (framed == OPERATIONS_A_FRAME) {
                    operations.add(frame.toByteArray());
                    frame.reset();
                    framed = 0;
                }
            }
            collectImage(instruction, opcode, bytes);
        }

        /** One full blob of an image, in a stream of its own: guacd sends 6,048 bytes at a time. */
        private void collectImage(InstructionScanner instruction, Opcode opcode, byte[] bytes) {
            if (opcode == Opcode.IMG) {
                image.reset();
                image.writeBytes(bytes);
            } else if (opcode == Opcode.BLOB && image.size() > 0 && bytes.length > LEAST_BLOB_CHARACTERS) {
                if (blobs.size() < MOST_FRAMES) {
                    ByteArrayOutputStream whole = new ByteArrayOutputStream();
                    whole.writeBytes(image.toByteArray());
                    whole.writeBytes(bytes);
                    String stream = instruction.text(1);
                    whole.writeBytes(
                            ("3.end," + stream.length() + "." + stream + ";").getBytes(StandardCharsets.US_ASCII));
                    blobs.add(whole.toByteArray());
                }
                image.reset();
            }
        }

        private static byte[] bytes(InstructionScanner instruction) {
            return java.util.Arrays.copyOfRange(
                    instruction.bytes(), instruction.instructionStart(), instruction.position());
        }
    }
}
