package dev.berth.gateway.guacd;

import java.io.IOException;
import java.io.InputStream;

/**
 * The instructions of a stream, in a buffer that is small while little comes, grows while reads fill it, and is bounded
 * always. Not for several threads.
 */
public final class InstructionInput {

    static final int LARGEST_BUFFER = 64 * 1024;

    /** guacd's blobs take 8,085 bytes; its list of arguments grows with each version, well below this. */
    private static final int LARGEST_OF_GUACD = 32 * 1024;

    /** GUAC_INSTRUCTION_MAX_LENGTH: guacd would close the connection on a longer one. */
    private static final int LARGEST_FOR_GUACD = 8 * 1024;

    private static final int GROWTH = 8;

    /** A buffer is cheaper made than kept, for most sessions are idle most of the time. */
    private static final int QUIET_READS_BEFORE_SHRINKING = 4;

    private final InputStream stream;
    private final InstructionScanner scanner;
    private final int smallestBuffer;
    private byte[] buffer;
    private int limit;
    private int quietReads;

    private InstructionInput(InputStream stream, int smallestBuffer, int largestInstruction) {
        this.stream = stream;
        this.scanner = new InstructionScanner(largestInstruction);
        this.smallestBuffer = smallestBuffer;
        this.buffer = new byte[smallestBuffer];
    }

    /** The drawing side: much comes. */
    public static InstructionInput ofGuacd(InputStream stream) {
        return new InstructionInput(stream, 2 * 1024, LARGEST_OF_GUACD);
    }

    /** The input side: little comes, and it goes to guacd. */
    public static InstructionInput ofBrowser(InputStream stream) {
        return new InstructionInput(stream, 512, LARGEST_FOR_GUACD);
    }

    /**
     * Reads once, so blocks until something comes. Positions of earlier instructions are void afterwards.
     *
     * @return the number of bytes that came, -1 at the stream's end
     */
    public int fill() throws IOException {
        makeRoom();
        int count = stream.read(buffer, limit, buffer.length - limit);
        if (count > 0) {
            limit += count;
            quietReads = count <= smallestBuffer / 2 ? quietReads + 1 : 0;
        }
        return count;
    }

    /** Goes on to the next complete instruction among the bytes that came; it is then the scanner's. */
    public boolean next() throws MalformedInstructionException {
        return scanner.next(buffer, limit);
    }

    public InstructionScanner scanner() {
        return scanner;
    }

    private void makeRoom() {
        int start = scanner.start();
        int kept = limit - start;
        int size = wantedSize(kept);
        if (size != buffer.length) {
            byte[] moved = new byte[size];
            System.arraycopy(buffer, start, moved, 0, kept);
            buffer = moved;
        } else if (start > 0 && kept > 0) {
            System.arraycopy(buffer, start, buffer, 0, kept);
        }
        scanner.compacted(start);
        limit = kept;
    }

    private int wantedSize(int kept) {
        if (limit == buffer.length && buffer.length < LARGEST_BUFFER) {
            return Math.min(buffer.length * GROWTH, LARGEST_BUFFER);
        }
        if (quietReads >= QUIET_READS_BEFORE_SHRINKING && kept < smallestBuffer / 2) {
            quietReads = 0;
            return smallestBuffer;
        }
        return buffer.length;
    }
}
