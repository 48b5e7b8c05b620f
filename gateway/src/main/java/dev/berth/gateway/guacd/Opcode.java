package dev.berth.gateway.guacd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The opcodes of Guacamole 1.6, found in a buffer without making a string. What is not one of them is UNKNOWN. */
public enum Opcode {
    ACK,
    ARC,
    ARGS,
    ARGV,
    AUDIO,
    BLOB,
    BODY,
    CFILL,
    CLIP,
    CLIPBOARD,
    CLOSE,
    COPY,
    CSTROKE,
    CURSOR,
    CURVE,
    DISCONNECT,
    DISPOSE,
    DISTORT,
    END,
    ERROR,
    FILE,
    FILESYSTEM,
    GET,
    IDENTITY,
    IMG,
    JPEG,
    KEY,
    LFILL,
    LINE,
    LOG,
    LSTROKE,
    MOUSE,
    MOVE,
    MSG,
    NAME,
    NEST,
    NOP,
    PIPE,
    PNG,
    POP,
    PUSH,
    PUT,
    READY,
    RECT,
    REQUIRED,
    RESET,
    SET,
    SHADE,
    SIZE,
    START,
    SYNC,
    TOUCH,
    TRANSFER,
    TRANSFORM,
    UNDEFINE,
    UNKNOWN,
    VIDEO;

    /** Open addressing; a power of two, four times the number of opcodes, so that a look-up rarely probes twice. */
    private static final int SLOTS = 256;

    /** Spreads numbers over the slots: 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    /** Those that fit into a number, which are all that come often. */
    private static final Opcode[] SHORT = new Opcode[SLOTS];

    private static final List<Opcode> LONG;

    static {
        Arrays.fill(SHORT, UNKNOWN);
        for (Opcode opcode : values()) {
            if (opcode.number != Ascii.NONE && opcode != UNKNOWN) {
                int slot = slot(opcode.number);
                while (SHORT[slot] != UNKNOWN) {
                    slot = (slot + 1) % SLOTS;
                }
                SHORT[slot] = opcode;
            }
        }
        LONG = Arrays.stream(values())
                .filter(opcode -> opcode.bytes.length > Long.BYTES)
                .toList();
    }

    private final byte[] bytes;
    private final long number;

    Opcode() {
        bytes = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        number = Ascii.packed(bytes, 0, bytes.length);
    }

    static Opcode in(byte[] buffer, int from, int to) {
        long number = Ascii.packed(buffer, from, to);
        if (number == Ascii.NONE) {
            return ofMany(buffer, from, to);
        }
        int slot = slot(number);
        Opcode candidate = SHORT[slot];
        // Of the same length, too: zeros at the end of a name would not change its number.
        while (candidate != UNKNOWN && (candidate.number != number || candidate.bytes.length != to - from)) {
            slot = (slot + 1) % SLOTS;
            candidate = SHORT[slot];
        }
        return candidate;
    }

    private static Opcode ofMany(byte[] buffer, int from, int to) {
        for (Opcode opcode : LONG) {
            if (Arrays.equals(opcode.bytes, 0, opcode.bytes.length, buffer, from, to)) {
                return opcode;
            }
        }
        return UNKNOWN;
    }

    private static int slot(long number) {
        return (int) (number * SPREAD >>> 56);
    }
}
