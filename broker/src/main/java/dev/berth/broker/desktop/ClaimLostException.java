package dev.berth.broker.desktop;

/** Another node has the desktop now: this one stops at once and leaves everything to it. */
final class ClaimLostException extends RuntimeException {

    ClaimLostException(DesktopId id) {
        super("The claim on desktop " + id + " lapsed, and another node has it. Nothing needs to be done.");
    }
}
