package dev.berth.broker.desktop;

/** An operation that a desktop's state does not allow. */
public final class GuardRefusedException extends RuntimeException {

    private final DesktopState state;

    GuardRefusedException(String operation, DesktopId id, DesktopState state, String guard) {
        super("Cannot " + operation + " desktop " + id + ": it is " + state + "; " + guard + ".");
        this.state = state;
    }

    public DesktopState state() {
        return state;
    }
}
