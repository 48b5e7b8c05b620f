package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.util.EnumSet;
import java.util.Set;

/** Which of guacd's instructions go on to the browser. What is not named here does not. */
final class ToBrowserPolicy implements InstructionPolicy {

    /** Drawing and its companions; {@code log} is not among them, since it may name hosts. */
    private static final Set<Opcode> PASSING = EnumSet.of(
            Opcode.ACK,
            Opcode.ARC,
            Opcode.CFILL,
            Opcode.CLIP,
            Opcode.CLOSE,
            Opcode.COPY,
            Opcode.CSTROKE,
            Opcode.CURSOR,
            Opcode.CURVE,
            Opcode.DISPOSE,
            Opcode.DISTORT,
            Opcode.IDENTITY,
            Opcode.JPEG,
            Opcode.LFILL,
            Opcode.LINE,
            Opcode.LSTROKE,
            Opcode.MOUSE,
            Opcode.MOVE,
            Opcode.NAME,
            Opcode.NOP,
            Opcode.PNG,
            Opcode.POP,
            Opcode.PUSH,
            Opcode.RECT,
            Opcode.RESET,
            Opcode.SET,
            Opcode.SHADE,
            Opcode.SIZE,
            Opcode.START,
            Opcode.SYNC,
            Opcode.TRANSFER,
            Opcode.TRANSFORM);

    private static final Set<Opcode> OPENING_A_STREAM = EnumSet.of(Opcode.AUDIO, Opcode.IMG, Opcode.VIDEO);

    private static final Set<Opcode> OPENING_A_REFUSED_STREAM = EnumSet.of(Opcode.ARGV, Opcode.FILE, Opcode.PIPE);

    /** {@code required} asks the browser for the guest's credentials: the guest did not take those of the session. */
    private static final Set<Opcode> ENDING = EnumSet.of(Opcode.DISCONNECT, Opcode.ERROR, Opcode.REQUIRED);

    private final ChannelStreams streams;

    ToBrowserPolicy(boolean copyOut, long maxClipboardBytes) {
        streams = new ChannelStreams(copyOut, maxClipboardBytes);
    }

    @Override
    public Verdict on(InstructionScanner instruction, Opcode opcode) {
        if (opcode == Opcode.BLOB) {
            return switch (streams.blob(instruction)) {
                case PASS -> Verdict.PASS;
                case DROP -> Verdict.DROP;
                case DROP_AND_TELL -> Verdict.DROP_CLIPBOARD_TOO_LARGE;
            };
        }
        if (PASSING.contains(opcode)) {
            return Verdict.PASS;
        }
        if (ENDING.contains(opcode)) {
            return Verdict.END;
        }
        return passIf(opensOrEndsItsStream(instruction, opcode));
    }

    private boolean opensOrEndsItsStream(InstructionScanner instruction, Opcode opcode) {
        if (opcode == Opcode.END) {
            return streams.end(instruction);
        }
        if (opcode == Opcode.CLIPBOARD) {
            return streams.openClipboard(instruction);
        }
        if (OPENING_A_STREAM.contains(opcode)) {
            return streams.open(instruction);
        }
        if (OPENING_A_REFUSED_STREAM.contains(opcode)) {
            streams.refuse(instruction);
        }
        return false;
    }

    private static Verdict passIf(boolean passes) {
        return passes ? Verdict.PASS : Verdict.DROP;
    }
}
