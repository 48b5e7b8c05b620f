package dev.berth.gateway;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.ChannelRules;
import dev.berth.gateway.Blocked.Channel;
import dev.berth.gateway.Blocked.Why;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.util.EnumSet;
import java.util.List;
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

    /** {@code required} asks the browser for the guest's credentials: the guest did not take those of the session. */
    private static final Set<Opcode> ENDING = EnumSet.of(Opcode.DISCONNECT, Opcode.ERROR, Opcode.REQUIRED);

    private final ChannelStreams streams;
    private final ChannelRules rules;

    ToBrowserPolicy(ChannelPolicy policy, long maxClipboardBytes) {
        streams = new ChannelStreams(Blocked.Direction.OUT, policy.copyOut(), maxClipboardBytes);
        rules = policy.rules();
    }

    @Override
    public Verdict on(InstructionScanner instruction, Opcode opcode) {
        if (opcode == Opcode.BLOB) {
            return streams.blob(instruction);
        }
        if (PASSING.contains(opcode)) {
            return Verdict.PASS;
        }
        if (ENDING.contains(opcode)) {
            return Verdict.END;
        }
        return onStream(instruction, opcode);
    }

    @Override
    public List<Blocked> takeBlocked() {
        return streams.takeBlocked();
    }

    private Verdict onStream(InstructionScanner instruction, Opcode opcode) {
        return switch (opcode) {
            case END -> streams.end(instruction);
            case IMG, VIDEO -> streams.open(instruction);
            case AUDIO ->
                rules.audioOut() ? streams.open(instruction) : streams.refuse(instruction, Channel.SOUND, Why.OFF);
            case CLIPBOARD -> streams.openClipboard(instruction);
            case FILE ->
                rules.printing() ? streams.openPrint(instruction) : streams.refuse(instruction, Channel.FILE, Why.OFF);
            case ARGV, PIPE -> streams.refuse(instruction, Channel.PARAMETER, Why.OFF);
            default -> Verdict.DROP;
        };
    }
}
