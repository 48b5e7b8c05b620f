package dev.berth.gateway.guacd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    private static final Opcode[] TABLE = new Opcode[256];

    static {
        Arrays.fill(TABLE, UNKNOWN);
        for (Opcode opcode : values()) {
            if (opcode != UNKNOWN) {
                int slot = hash(opcode.bytes, 0, opcode.bytes.length);
                while (TABLE[slot] != UNKNOWN) {
                    slot = (slot + 1) & (TABLE.length - 1);
                }
                TABLE[slot] = opcode;
            }
        }
    }

    private final byte[] bytes;

    Opcode() {
        bytes = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    static Opcode in(byte[] buffer, int from, int to) {
        int slot = hash(buffer, from, to);
        while (true) {
            Opcode candidate = TABLE[slot];
            if (candidate == UNKNOWN || Arrays.equals(candidate.bytes, 0, candidate.bytes.length, buffer, from, to)) {
                return candidate;
            }
            slot = (slot + 1) & (TABLE.length - 1);
        }
    }

    private static int hash(byte[] buffer, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + buffer[i];
        }
        return (hash ^ (hash >>> 8)) & (TABLE.length - 1);
    }
}
