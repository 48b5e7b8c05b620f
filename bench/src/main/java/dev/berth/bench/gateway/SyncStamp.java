package dev.berth.bench.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * A {@code sync} that carries the moment at which it was sent, so that whoever receives it in the same process knows how
 * long it took. Found in a stream that is cut anywhere; for one thread.
 */
final class SyncStamp {

    private static final int DIGITS = 19;

    /** Longer than any that guacd writes, so that the recorded ones are not taken for it. */
    private static final byte[] HEAD = ";4.sync,19.".getBytes(StandardCharsets.US_ASCII);

    private final LongConsumer found;
    private int matched;
    private int digits;
    private long value;

    /** @param found takes the nanoseconds that {@link System#nanoTime} said when the stamp was made */
    SyncStamp(LongConsumer found) {
        this.found = found;
    }

    /** Stands behind a frame's last {@code ;}. */
    static byte[] of(long nanos) {
        return (new String(HEAD, 1, HEAD.length - 1, StandardCharsets.US_ASCII)
                        + String.format("%0" + DIGITS + "d", nanos) + ";")
                .getBytes(StandardCharsets.US_ASCII);
    }

    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (matched == HEAD.length) {
                value = value * 10 + (b - '0');
                digits++;
                if (digits == DIGITS) {
                    found.accept(value);
                    matched = 0;
                }
            } else if (b == HEAD[matched]) {
                matched++;
                digits = 0;
                value = 0;
            } else {
                matched = b == HEAD[0] ? 1 : 0;
            }
        }
    }
}
