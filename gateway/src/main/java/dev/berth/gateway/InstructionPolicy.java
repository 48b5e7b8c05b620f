package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.util.List;

/** What becomes of the instructions of one direction. Remembers which streams are open, so it is asked about each, once. */
interface InstructionPolicy {

    Verdict on(InstructionScanner instruction, Opcode opcode);

    /** What was blocked since this was last asked; empty as a rule. */
    List<Blocked> takeBlocked();
}
