package dev.berth.broker.audit;

import java.time.Duration;

/** The whole log is read too often at once; later it can be. */
public final class TooManyReadsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Duration WAIT = Duration.ofSeconds(30);

    TooManyReadsException(String message) {
        super(message);
    }

    /** When to come again. */
    public Duration retryAfter() {
        return WAIT;
    }
}
