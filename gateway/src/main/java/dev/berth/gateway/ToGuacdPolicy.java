package dev.berth.gateway;

import dev.berth.broker.session.ChannelPolicy;
import dev.berth.gateway.Blocked.Channel;
import dev.berth.gateway.Blocked.Why;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which of a browser's instructions go on to guacd: input, acknowledgements, a new size, and clipboard text where that
 * is allowed. In particular no {@code argv}, with which a browser could change the connection's parameters.
 */
final class ToGuacdPolicy implements InstructionPolicy {

    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

    private final ChannelStreams streams;
    private final boolean audioIn;
    private OptionalLong ping = OptionalLong.empty();

    ToGuacdPolicy(ChannelPolicy policy, long maxClipboardBytes) {
        streams = new ChannelStreams(Blocked.Direction.IN, policy.pasteIn(), maxClipboardBytes);
        audioIn = policy.rules().audioIn();
    }

    /** Whether a person did something. What only machines send, such as {@code sync}, does not hold off idleness. */
    static boolean isInput(Opcode opcode) {
        return opcode == Opcode.KEY || opcode == Opcode.MOUSE || opcode == Opcode.TOUCH;
    }

    @Override
    public Verdict on(InstructionScanner instruction, Opcode opcode) {
        return switch (opcode) {
            case SYNC -> passIf(areNumbers(instruction, 1, 1));
            case MOUSE -> passIf(areNumbers(instruction, 1, 3));
            case KEY -> passIf(areNumbers(instruction, 1, 2));
            case TOUCH -> passIf(areNumbers(instruction, 1, 3));
            case ACK -> passIf(areNumbers(instruction, 1, 1) && areNumbers(instruction, 3, 3));
            case SIZE ->
                passIf(BrowserDisplay.isSide(instruction.number(1)) && BrowserDisplay.isSide(instruction.number(2)));
            case NOP -> Verdict.PASS;
            case CLIPBOARD -> streams.openClipboard(instruction);
            case AUDIO -> audioIn ? streams.open(instruction) : streams.refuse(instruction, Channel.SOUND, Why.OFF);
            case ARGV -> streams.refuse(instruction, Channel.PARAMETER, Why.OFF);
            // Files have a way of their own, where they are looked into: gateway.file.
            case FILE, PIPE -> streams.refuse(instruction, Channel.FILE, Why.OFF);
            case BLOB -> streams.blob(instruction);
            case END -> streams.end(instruction);
            case DISCONNECT -> Verdict.END;
            case UNKNOWN -> ping(instruction);
            default -> Verdict.DROP;
        };
    }

    /** The stamp of the newest ping that the browser wants back since this was last asked: how it measures the way here. */
    OptionalLong takePing() {
        OptionalLong newest = ping;
        ping = OptionalLong.empty();
        return newest;
    }

    @Override
    public List<Blocked> takeBlocked() {
        return streams.takeBlocked();
    }

    private Verdict ping(InstructionScanner instruction) {
        boolean internal = instruction.from(0) == instruction.to(0);
        if (!internal || !instruction.is(1, PING) || !areNumbers(instruction, 2, 2)) {
            return Verdict.DROP;
        }
        ping = OptionalLong.of(instruction.number(2));
        return Verdict.ANSWER;
    }

    private static boolean areNumbers(InstructionScanner instruction, int first, int last) {
        for (int i = first; i <= last; i++) {
            if (instruction.number(i) == InstructionScanner.NOT_A_NUMBER) {
                return false;
            }
        }
        return true;
    }

    private static Verdict passIf(boolean passes) {
        return passes ? Verdict.PASS : Verdict.DROP;
    }
}
