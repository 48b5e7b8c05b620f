package dev.berth.gateway;

import dev.berth.gateway.Blocked.Channel;
import dev.berth.gateway.Blocked.Direction;
import dev.berth.gateway.Blocked.Why;
import dev.berth.gateway.guacd.InstructionScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The streams of one direction, by guacd's index. A blob passes only in a stream that was let open, clipboard text only up
 * to a bound, and a print only if it is a PDF by its content.
 */
final class ChannelStreams {

    /** guacd has 64 streams of its own and 64 of a user, numbered in turns. */
    private static final int STREAMS = 256;

    /** As many blocked ones are remembered until they are asked for; more of them say nothing new. */
    private static final int MOST_BLOCKED = 16;

    private static final long MOST_PRINT_CHARACTERS = base64(256L * 1024 * 1024);

    private static final byte[] TEXT = "text/plain".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PDF = "application/pdf".getBytes(StandardCharsets.US_ASCII);

    /** What every PDF begins with, {@code %PDF-}, as far as its base64 does not depend on what follows. */
    private static final byte[] PDF_BEGINS = "JVBERi".getBytes(StandardCharsets.US_ASCII);

    private static final byte CLOSED = 0;
    private static final byte OPEN = 1;
    private static final byte CLIPBOARD = 2;
    /** A print of which no blob has come yet. */
    private static final byte PRINT_BEGINS = 3;

    private static final byte PRINT = 4;

    private final byte[] states = new byte[STREAMS];
    private final long[] characters = new long[STREAMS];
    private final Direction direction;
    private final boolean clipboardAllowed;
    private final long maxClipboardCharacters;
    private List<Blocked> blocked = new ArrayList<>();

    /** @param maxClipboardBytes of the text, before it is put into base64 */
    ChannelStreams(Direction direction, boolean clipboardAllowed, long maxClipboardBytes) {
        this.direction = direction;
        this.clipboardAllowed = clipboardAllowed;
        this.maxClipboardCharacters = base64(maxClipboardBytes);
    }

    /** img, audio, video: opens a stream that needs no more checks. */
    Verdict open(InstructionScanner instruction) {
        return opened(instruction, OPEN);
    }

    /** Its blobs will not pass either. */
    Verdict refuse(InstructionScanner instruction, Channel channel, Why why) {
        int stream = index(instruction);
        if (stream < 0) {
            return Verdict.DROP;
        }
        return block(stream, channel, why);
    }

    Verdict openClipboard(InstructionScanner clipboard) {
        if (!clipboardAllowed) {
            return refuse(clipboard, Channel.CLIPBOARD, Why.OFF);
        }
        return clipboard.is(2, TEXT) ? opened(clipboard, CLIPBOARD) : refuse(clipboard, Channel.CLIPBOARD, Why.KIND);
    }

    /** What guacd makes of a print is a file of this type; other files it does not send here. */
    Verdict openPrint(InstructionScanner file) {
        return file.is(2, PDF) ? opened(file, PRINT_BEGINS) : refuse(file, Channel.FILE, Why.OFF);
    }

    Verdict blob(InstructionScanner blob) {
        int stream = index(blob);
        if (stream < 0 || blob.elements() < 3) {
            return Verdict.DROP;
        }
        return switch (states[stream]) {
            case OPEN -> Verdict.PASS;
            case CLIPBOARD -> counted(blob, stream, maxClipboardCharacters, Channel.CLIPBOARD);
            case PRINT_BEGINS -> beginsAsPdf(blob) ? printed(blob, stream) : block(stream, Channel.PRINT, Why.CONTENT);
            case PRINT -> printed(blob, stream);
            default -> Verdict.DROP;
        };
    }

    /** Whether the end may pass: that of a stream cut off may not, so that half a text is never taken for all. */
    Verdict end(InstructionScanner end) {
        int stream = index(end);
        if (stream < 0) {
            return Verdict.DROP;
        }
        boolean passes = states[stream] != CLOSED;
        states[stream] = CLOSED;
        return passes ? Verdict.PASS : Verdict.DROP;
    }

    List<Blocked> takeBlocked() {
        if (blocked.isEmpty()) {
            return List.of();
        }
        List<Blocked> taken = blocked;
        blocked = new ArrayList<>();
        return taken;
    }

    private Verdict printed(InstructionScanner blob, int stream) {
        states[stream] = PRINT;
        return counted(blob, stream, MOST_PRINT_CHARACTERS, Channel.PRINT);
    }

    private Verdict counted(InstructionScanner blob, int stream, long most, Channel channel) {
        characters[stream] += blob.to(2) - blob.from(2);
        return characters[stream] > most ? block(stream, channel, Why.SIZE) : Verdict.PASS;
    }

    private Verdict block(int stream, Channel channel, Why why) {
        states[stream] = CLOSED;
        if (blocked.size() < MOST_BLOCKED) {
            blocked.add(new Blocked(channel, direction, why, stream));
        }
        return Verdict.BLOCK;
    }

    private Verdict opened(InstructionScanner instruction, byte state) {
        int stream = index(instruction);
        if (stream < 0) {
            return Verdict.DROP;
        }
        states[stream] = state;
        characters[stream] = 0;
        return Verdict.PASS;
    }

    private static boolean beginsAsPdf(InstructionScanner blob) {
        int from = blob.from(2);
        return blob.to(2) - from >= PDF_BEGINS.length
                && Arrays.equals(PDF_BEGINS, 0, PDF_BEGINS.length, blob.bytes(), from, from + PDF_BEGINS.length);
    }

    private static int index(InstructionScanner instruction) {
        long stream = instruction.number(1);
        return stream >= 0 && stream < STREAMS ? (int) stream : -1;
    }

    private static long base64(long bytes) {
        return (bytes + 2) / 3 * 4;
    }
}
