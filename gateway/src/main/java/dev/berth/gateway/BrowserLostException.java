package dev.berth.gateway;

import java.io.IOException;

/** The browser is gone, or does not read. */
final class BrowserLostException extends IOException {

    private static final long serialVersionUID = 1L;

    BrowserLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
