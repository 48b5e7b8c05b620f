package dev.berth.broker.standby;

/** How far a standby desktop is. */
public enum StandbyState {
    /** It is being made. */
    MAKING,
    /** It is there, and off until it is needed. */
    READY,
    /** This region has no bundle of that name that makes desktops. */
    NO_BUNDLE,
    /** The directory of this region does not know the person. */
    NO_PERSON,
    /** Nothing in this region gives the person a desktop of that bundle. */
    NOT_ENTITLED,
    /** This region keeps as many as it is to. */
    TOO_MANY,
    /** It cannot be made; the note says why. */
    FAILED
}
