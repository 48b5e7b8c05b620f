package dev.berth.broker.audit;

/** Whoever waits for a long read, asked after each part of it whether they still do. */
@FunctionalInterface
public interface Listening {

    /** For somebody who waits in any case. */
    Listening ALWAYS = () -> {};

    /** @throws java.io.UncheckedIOException when nobody waits any more; the read ends with it */
    void stillThere();
}
