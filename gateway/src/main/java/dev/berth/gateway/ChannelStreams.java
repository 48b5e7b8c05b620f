package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionScanner;
import java.nio.charset.StandardCharsets;

/**
 * The streams of one direction, by guacd's index. A blob passes only in a stream that was let open, and clipboard text
 * only up to a bound.
 */
final class ChannelStreams {

    enum Blob {
        PASS,
        DROP,
        /** The one blob with which a clipboard goes beyond the bound; the rest of its stream is dropped. */
        DROP_AND_TELL
    }

    /** guacd has 64 streams of its own and 64 of a user, numbered in turns. */
    private static final int STREAMS = 256;

    private static final byte[] TEXT = "text/plain".getBytes(StandardCharsets.US_ASCII);

    private static final byte CLOSED = 0;
    private static final byte OPEN = 1;
    private static final byte CLIPBOARD = 2;
    private static final byte CLIPBOARD_TOO_LARGE = 3;

    private final byte[] states = new byte[STREAMS];
    private final boolean clipboardAllowed;
    private final long maxClipboardCharacters;
    private long clipboardCharacters;

    /** @param maxClipboardBytes of the text, before it is put into base64 */
    ChannelStreams(boolean clipboardAllowed, long maxClipboardBytes) {
        this.clipboardAllowed = clipboardAllowed;
        this.maxClipboardCharacters = (maxClipboardBytes + 2) / 3 * 4;
    }

    /** img, audio, video: opens a stream that needs no more checks. */
    boolean open(InstructionScanner instruction) {
        return change(instruction, OPEN);
    }

    /** file, pipe and whatever else is not let through: its blobs will not pass either. */
    void refuse(InstructionScanner instruction) {
        change(instruction, CLOSED);
    }

    boolean openClipboard(InstructionScanner clipboard) {
        boolean passes = clipboardAllowed && clipboard.is(2, TEXT);
        clipboardCharacters = 0;
        return change(clipboard, passes ? CLIPBOARD : CLOSED) && passes;
    }

    Blob blob(InstructionScanner blob) {
        int stream = index(blob);
        if (stream < 0 || blob.elements() < 3) {
            return Blob.DROP;
        }
        if (states[stream] == OPEN) {
            return Blob.PASS;
        }
        if (states[stream] != CLIPBOARD) {
            return Blob.DROP;
        }
        clipboardCharacters += blob.to(2) - blob.from(2);
        if (clipboardCharacters > maxClipboardCharacters) {
            states[stream] = CLIPBOARD_TOO_LARGE;
            return Blob.DROP_AND_TELL;
        }
        return Blob.PASS;
    }

    /** Whether the end may pass: that of a clipboard cut off may not, so that half a text is never taken for all. */
    boolean end(InstructionScanner end) {
        int stream = index(end);
        if (stream < 0) {
            return false;
        }
        boolean passes = states[stream] == OPEN || states[stream] == CLIPBOARD;
        states[stream] = CLOSED;
        return passes;
    }

    private boolean change(InstructionScanner instruction, byte state) {
        int stream = index(instruction);
        if (stream < 0) {
            return false;
        }
        states[stream] = state;
        return true;
    }

    private static int index(InstructionScanner instruction) {
        long stream = instruction.number(1);
        return stream >= 0 && stream < STREAMS ? (int) stream : -1;
    }
}
