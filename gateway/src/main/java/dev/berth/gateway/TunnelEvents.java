package dev.berth.gateway;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * Whom a tunnel tells what happens to it.
 *
 * @param connected guacd is ready, before the first byte goes to the browser; if it throws, the tunnel ends
 * @param firstFrame the first picture went to the browser
 * @param input when a person last used keyboard, mouse or touch; told at most once per {@link TunnelLimits#inputEvery}
 * @param blocked something did not pass; told at most once a minute for the same
 * @param ended once, after both sides are closed
 */
record TunnelEvents(
        Connected connected,
        Runnable firstFrame,
        Consumer<Instant> input,
        Consumer<Blocked> blocked,
        Consumer<TunnelEnd> ended) {

    /** Of a tunnel that nobody hears of. */
    static final TunnelEvents NOBODY = new TunnelEvents(end -> true, () -> {}, at -> {}, what -> {}, why -> {});

    /** The same, and the tape is closed before the end is told. */
    TunnelEvents closing(Tape tape) {
        return new TunnelEvents(connected, firstFrame, input, blocked, why -> {
            tape.close().run();
            ended.accept(why);
        });
    }

    @FunctionalInterface
    interface Connected {

        /**
         * @param end closes the tunnel from outside, on the calling thread, any time later
         * @return false if the session is over by now, and the tunnel with it
         */
        boolean told(Consumer<TunnelEnd> end);
    }
}
