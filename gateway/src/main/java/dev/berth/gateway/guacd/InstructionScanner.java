package dev.berth.gateway.guacd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks Guacamole instructions ({@code 4.sync,8.12345678;}) over bytes as they arrive, split anywhere, without making a
 * string. An element's length counts Unicode code points, so the UTF-8 is counted, and checked strictly: a parser that
 * is lenient about a broken character can be made to disagree with the next parser about where an instruction ends.
 *
 * <p>The caller keeps one buffer in which the bytes of an unfinished instruction stay where they are, or tells with
 * {@link #compacted} that they moved. Not for several threads.
 */
public final class InstructionScanner {

    /** guacd's own limit (GUAC_INSTRUCTION_MAX_LENGTH), which also is guacamole-common's for one element. */
    public static final int MAX_ELEMENT_CODE_POINTS = 8_192;

    /** GUAC_INSTRUCTION_MAX_ELEMENTS of guacd 1.5 and later; the arguments of RDP alone are more than 64. */
    public static final int MAX_ELEMENTS = 128;

    /** The value of {@link #number} for an element that is no number. */
    public static final long NOT_A_NUMBER = Long.MIN_VALUE;

    private static final int MAX_LENGTH_DIGITS = 5;

    private final int maxInstructionBytes;

    private byte[] buffer = {};
    private int start;
    private int position;
    private boolean complete;

    private boolean inContent;
    private int lengthDigits;
    private int codePoints;
    private final Utf8Sequence sequence = new Utf8Sequence();

    private int elements;
    /** From and to of each element, relative to the instruction's start; grows to what the longest one needed. */
    private int[] ranges = new int[24];

    public InstructionScanner(int maxInstructionBytes) {
        this.maxInstructionBytes = maxInstructionBytes;
    }

    /**
     * Goes on to the end of the next instruction.
     *
     * @param limit the end of the bytes that have arrived
     * @return whether an instruction is complete; if so its ranges hold until the next call
     */
    public boolean next(byte[] bytes, int limit) throws MalformedInstructionException {
        buffer = bytes;
        if (complete) {
            start = position;
            elements = 0;
            complete = false;
        }
        while (position < limit) {
            if (!inContent && lengthDigits == 0 && wholeElements(limit)) {
                complete = true;
                return true;
            }
            if (!inContent) {
                length(limit);
            } else if (codePoints > 0 || sequence.unfinished()) {
                content(limit);
            } else if (terminator()) {
                complete = true;
                return true;
            }
        }
        return false;
    }

    /** The caller moved the unfinished instruction towards the front of its buffer. */
    public void compacted(int by) {
        start -= by;
        position -= by;
    }

    /** Where the current instruction begins: bytes before it are done with. */
    public int start() {
        return complete ? position : start;
    }

    /** The first byte of the instruction that {@link #next} has just completed. */
    public int instructionStart() {
        return start;
    }

    /** One past the last byte that was looked at; after {@link #next} said yes, one past the instruction's {@code ;}. */
    public int position() {
        return position;
    }

    /** The buffer that the ranges are in. */
    public byte[] bytes() {
        return buffer;
    }

    public int elements() {
        return elements;
    }

    public Opcode opcode() {
        return Opcode.in(buffer, from(0), to(0));
    }

    public int from(int element) {
        return start + ranges[2 * element];
    }

    public int to(int element) {
        return start + ranges[2 * element + 1];
    }

    /** The element as a decimal integer of at most 18 digits, or NOT_A_NUMBER, also when there is no such element. */
    public long number(int element) {
        if (element >= elements) {
            return NOT_A_NUMBER;
        }
        int from = from(element);
        int to = to(element);
        boolean negative = from < to && buffer[from] == '-';
        int first = negative ? from + 1 : from;
        if (first == to || to - first > 18) {
            return NOT_A_NUMBER;
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_NUMBER;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    public boolean is(int element, byte[] expected) {
        return element < elements && Arrays.equals(expected, 0, expected.length, buffer, from(element), to(element));
    }

    /** Makes a string; for the handshake and for failures, not for the hot path. */
    public String text(int element) {
        return element < elements
                ? new String(buffer, from(element), to(element) - from(element), StandardCharsets.UTF_8)
                : "";
    }

    /**
     * The quick way through elements that came whole and are ASCII, as nearly all are. What is not, or is wrong, stays
     * where it begins, for the careful way, which also says what is wrong with it.
     *
     * @return whether the instruction's end was reached
     */
    private boolean wholeElements(int limit) {
        byte[] bytes = buffer;
        int[] found = ranges;
        int bound = (int) Math.min(limit, (long) start + maxInstructionBytes);
        int room = Math.min(found.length / 2, MAX_ELEMENTS);
        int at = position;
        int count = elements;
        boolean ended = false;
        while (count < room && !ended && bound - at >= Long.BYTES) {
            int length = bytes[at] - '0';
            int from = at + 1;
            if (length < 0 || length > 9) {
                break;
            }
            while (bytes[from] >= '0' && bytes[from] <= '9' && from - at < MAX_LENGTH_DIGITS) {
                length = length * 10 + bytes[from] - '0';
                from++;
            }
            if (bytes[from] != '.') {
                break;
            }
            from++;
            int to = from + length;
            if (to >= bound || length > MAX_ELEMENT_CODE_POINTS || !Ascii.only(bytes, from, to)) {
                break;
            }
            byte terminator = bytes[to];
            if (terminator != ',' && terminator != ';') {
                break;
            }
            found[2 * count] = from - start;
            found[2 * count + 1] = to - start;
            count++;
            at = to + 1;
            ended = terminator == ';';
        }
        position = at;
        elements = count;
        return ended;
    }

    private void length(int limit) throws MalformedInstructionException {
        while (position < limit) {
            byte b = buffer[position];
            if (b == '.' && lengthDigits > 0) {
                position++;
                beginContent();
                return;
            }
            int digit = b - '0';
            if (digit < 0 || digit > 9 || ++lengthDigits > MAX_LENGTH_DIGITS) {
                throw malformed("an element's length has a byte 0x%02x where a digit or '.' belongs".formatted(b));
            }
            codePoints = codePoints * 10 + digit;
            position++;
        }
    }

    private void beginContent() throws MalformedInstructionException {
        if (codePoints > MAX_ELEMENT_CODE_POINTS) {
            throw malformed(
                    "an element of %d characters; allowed are %d".formatted(codePoints, MAX_ELEMENT_CODE_POINTS));
        }
        if (elements == MAX_ELEMENTS) {
            throw malformed("more than " + MAX_ELEMENTS + " elements");
        }
        refuseBeyondMaximum(codePoints + 1);
        if (2 * elements == ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * ranges.length);
        }
        ranges[2 * elements] = position - start;
        inContent = true;
    }

    private void content(int limit) throws MalformedInstructionException {
        if (!sequence.unfinished()) {
            int end = Ascii.end(buffer, position, Math.min(limit, position + codePoints));
            codePoints -= end - position;
            position = end;
        }
        while (position < limit && (sequence.unfinished() || (codePoints > 0 && buffer[position] < 0))) {
            if (!sequence.unfinished()) {
                codePoints--;
            }
            if (!sequence.accept(buffer[position])) {
                throw malformed("a byte 0x%02x that is no UTF-8".formatted(buffer[position]));
            }
            position++;
        }
        refuseBeyondMaximum(codePoints + 1);
    }

    private boolean terminator() throws MalformedInstructionException {
        byte b = buffer[position];
        if (b != ',' && b != ';') {
            throw malformed("a byte 0x%02x after an element where ',' or ';' belongs".formatted(b));
        }
        ranges[2 * elements + 1] = position - start;
        elements++;
        position++;
        inContent = false;
        lengthDigits = 0;
        codePoints = 0;
        return b == ';';
    }

    private void refuseBeyondMaximum(int further) throws MalformedInstructionException {
        if (position - start + further > maxInstructionBytes) {
            throw malformed("more than " + maxInstructionBytes + " bytes");
        }
    }

    private MalformedInstructionException malformed(String what) {
        return new MalformedInstructionException(
                "Byte %d of a Guacamole instruction is wrong: %s.".formatted(position - start, what));
    }
}
