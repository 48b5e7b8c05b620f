package dev.berth.broker.mail;

/** A mail could not be handed to the server. */
public final class MailFailedException extends RuntimeException {

    MailFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
