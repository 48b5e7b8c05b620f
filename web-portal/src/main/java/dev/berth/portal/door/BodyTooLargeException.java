package dev.berth.portal.door;

import java.io.IOException;

/** A body went on past the limit without having said how long it is. */
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int largest) {
        super("The body has more than " + largest + " bytes, which is the most that is allowed.");
    }
}
