package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What somebody is in a session. A guest's browser may send whatever it likes: what is not named here does not reach
 * guacd. No guest resizes the screen, or sends text, files or acknowledgements of streams that are not theirs. Nor a
 * {@code sync}: guacd draws for everybody as slowly as the slowest says that it is, and a guest could say anything.
 */
enum Part {
    OWNER(EnumSet.allOf(Opcode.class)),
    /** A guest with keyboard and pointer. */
    CONTROL(EnumSet.of(Opcode.NOP, Opcode.DISCONNECT, Opcode.UNKNOWN, Opcode.KEY, Opcode.MOUSE, Opcode.TOUCH)),
    /** A guest who only watches. */
    VIEW(EnumSet.of(Opcode.NOP, Opcode.DISCONNECT, Opcode.UNKNOWN));

    private final Set<Opcode> sent;

    /** @param sent what such a browser may send at all; UNKNOWN is for pings, which the gateway answers itself */
    Part(Set<Opcode> sent) {
        this.sent = sent;
    }

    /** The policy of this part: no more than the policy that it stands before. */
    InstructionPolicy before(InstructionPolicy policy) {
        return this == OWNER ? policy : new Narrowed(sent, policy);
    }

    private record Narrowed(Set<Opcode> sent, InstructionPolicy policy) implements InstructionPolicy {

        @Override
        public Verdict on(InstructionScanner instruction, Opcode opcode) {
            return sent.contains(opcode) ? policy.on(instruction, opcode) : Verdict.DROP;
        }

        @Override
        public List<Blocked> takeBlocked() {
            return policy.takeBlocked();
        }
    }
}
