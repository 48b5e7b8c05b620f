package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.MalformedInstructionException;
import dev.berth.gateway.guacd.Opcode;
import java.io.IOException;
import java.util.List;

/**
 * One direction of a tunnel: passes on whole instructions, as many as came at once in one piece of the buffer they came
 * in, and leaves out what policy drops. Half an instruction stays behind; nothing finished waits for it.
 */
final class Relay {

    /** Takes bytes on to the other side. */
    @FunctionalInterface
    interface Outlet {
        void write(byte[] bytes, int from, int length) throws IOException;
    }

    /** Is told of each instruction that passes, before it goes on. */
    @FunctionalInterface
    interface Watcher {
        void passing(InstructionScanner instruction, Opcode opcode);
    }

    private final InstructionInput input;
    private final InstructionPolicy policy;
    private final Watcher watcher;
    private final Outlet outlet;
    private long dropped;

    Relay(InstructionInput input, InstructionPolicy policy, Watcher watcher, Outlet outlet) {
        this.input = input;
        this.policy = policy;
        this.watcher = watcher;
        this.outlet = outlet;
    }

    /**
     * Passes on what the last {@link InstructionInput#fill} brought.
     *
     * @return whether the sender ended the tunnel; the instruction with which it did is then the scanner's
     */
    boolean relay() throws IOException {
        InstructionScanner scanner = input.scanner();
        int from = scanner.start();
        int to = from;
        try {
            while (input.next()) {
                Opcode opcode = scanner.opcode();
                Verdict verdict = policy.on(scanner, opcode);
                if (verdict == Verdict.PASS) {
                    watcher.passing(scanner, opcode);
                    to = scanner.position();
                    continue;
                }
                write(from, to);
                from = scanner.position();
                to = from;
                if (verdict == Verdict.END) {
                    return true;
                }
                if (verdict == Verdict.ANSWER) {
                    continue;
                }
                dropped++;
            }
        } catch (MalformedInstructionException malformed) {
            write(from, to);
            throw malformed;
        }
        write(from, to);
        return false;
    }

    /** The instructions dropped since this was last asked. */
    long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }

    /** What was blocked since this was last asked; empty as a rule. */
    List<Blocked> takeBlocked() {
        return policy.takeBlocked();
    }

    private void write(int from, int to) throws IOException {
        if (to > from) {
            outlet.write(input.scanner().bytes(), from, to - from);
        }
    }
}
