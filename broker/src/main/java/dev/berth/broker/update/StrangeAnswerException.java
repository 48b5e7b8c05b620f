package dev.berth.broker.update;

/** A guest answered what no updater answers. */
public final class StrangeAnswerException extends RuntimeException {

    StrangeAnswerException(String message) {
        super(message);
    }
}
