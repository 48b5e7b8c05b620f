package dev.berth.broker.audit;

/** The chain's end is not what it was: what stands there must not be built upon. */
final class ChainBrokenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ChainBrokenException(String sentence) {
        super(sentence);
    }
}
