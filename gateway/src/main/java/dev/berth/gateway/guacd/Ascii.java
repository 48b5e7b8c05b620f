package dev.berth.gateway.guacd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells ASCII from other bytes, many at a time: blobs are base64, and numbers and names are short. */
final class Ascii {

    /** No number of bytes that are a name. */
    static final long NONE = -1;

    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    /** The same of so many bytes from the lowest. */
    private static final long[] NON_ASCII_OF_FIRST = {
        0x0L,
        0x80L,
        0x8080L,
        0x80_8080L,
        0x8080_8080L,
        0x80_8080_8080L,
        0x8080_8080_8080L,
        0x80_8080_8080_8080L,
        NON_ASCII
    };

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Ascii() {}

    /** Whether there is nothing else between the two. */
    static boolean only(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= Long.BYTES && from + Long.BYTES <= bytes.length) {
            return ((long) LONGS.get(bytes, from) & NON_ASCII_OF_FIRST[length]) == 0;
        }
        return end(bytes, from, to) == to;
    }

    /** The bytes between the two as one number, each its own, or NONE if they are more than eight. */
    static long packed(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > Long.BYTES) {
            return NONE;
        }
        if (from + Long.BYTES <= bytes.length) {
            return (long) LONGS.get(bytes, from) & (NON_ASCII_OF_FIRST[length] >>> 7) * 0xff;
        }
        long number = 0;
        for (int i = length - 1; i >= 0; i--) {
            number = number << 8 | bytes[from + i] & 0xff;
        }
        return number;
    }

    /** The first byte at or after from that is not ASCII, or to. Many bytes a step: blobs are base64. */
    static int end(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 4 * Long.BYTES <= to
                && (((long) LONGS.get(bytes, at)
                                        | (long) LONGS.get(bytes, at + Long.BYTES)
                                        | (long) LONGS.get(bytes, at + 2 * Long.BYTES)
                                        | (long) LONGS.get(bytes, at + 3 * Long.BYTES))
                                & NON_ASCII)
                        == 0) {
            at += 4 * Long.BYTES;
        }
        while (at + Long.BYTES <= to && ((long) LONGS.get(bytes, at) & NON_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }
}
