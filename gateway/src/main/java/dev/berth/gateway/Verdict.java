package dev.berth.gateway;

/** What becomes of one instruction. */
enum Verdict {
    PASS,
    DROP,
    /** Dropped because of the channels' policy, which has said more in {@link InstructionPolicy#takeBlocked}. */
    BLOCK,
    /** Meant for the gateway, which answers it. */
    ANSWER,
    /** The sender ends the tunnel with it. */
    END
}
