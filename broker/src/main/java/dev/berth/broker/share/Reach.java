package dev.berth.broker.share;

/** How far a guest in somebody's session may go. */
public enum Reach {
    /** Not at all. */
    OFF,
    /** They see the screen. */
    VIEW,
    /** They use keyboard and pointer as well. */
    CONTROL;

    boolean allows(boolean control) {
        return control ? this == CONTROL : this != OFF;
    }
}
