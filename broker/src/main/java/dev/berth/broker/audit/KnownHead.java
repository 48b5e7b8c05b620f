package dev.berth.broker.audit;

/**
 * A head that was kept outside of what is verified.
 *
 * @param source where it comes from, for people
 */
public record KnownHead(ChainHead head, String source) {}
