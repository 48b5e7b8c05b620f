package dev.berth.broker.directory;

/** The directory could not answer. It says nothing about any account. */
public class DirectoryException extends RuntimeException {

    public DirectoryException(String message, Throwable cause) {
        super(message, cause);
    }

    public DirectoryException(String message) {
        super(message);
    }
}
