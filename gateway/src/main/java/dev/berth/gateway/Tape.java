package dev.berth.gateway;

/**
 * What keeps a tunnel's picture.
 *
 * @param watcher is shown each instruction that goes to the browser, and returns at once
 * @param close nothing more comes
 * @param refused whether the session must be recorded and cannot be
 */
record Tape(Relay.Watcher watcher, Runnable close, boolean refused) {

    /** Of a tunnel that is not recorded. */
    static final Tape NONE = new Tape((instruction, opcode) -> {}, () -> {}, false);

    static final Tape REFUSED = new Tape((instruction, opcode) -> {}, () -> {}, true);
}
