package dev.berth.gateway.record;

import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.util.BitSet;

/** Tells what of a session's instructions is its picture: no clipboard, file or sound, nor what only keeps a line open. */
final class PictureOnly {

    /** guacd has 64 streams of its own and 64 of a user, numbered in turns. */
    private static final int STREAMS = 128;

    private final BitSet leftOut = new BitSet(STREAMS + 1);

    /** To be asked about each instruction, once, in order. */
    boolean has(InstructionScanner instruction, Opcode opcode) {
        return switch (opcode) {
            case CLIPBOARD, AUDIO, VIDEO, FILE, PIPE, ARGV -> {
                leftOut.set(stream(instruction));
                yield false;
            }
            case IMG -> {
                leftOut.clear(stream(instruction));
                yield true;
            }
            case BLOB, END -> !leftOut.get(stream(instruction));
            case ACK, NOP -> false;
            default -> true;
        };
    }

    private static int stream(InstructionScanner instruction) {
        long stream = instruction.number(1);
        return stream >= 0 && stream < STREAMS ? (int) stream : STREAMS;
    }
}
