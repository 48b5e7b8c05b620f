package dev.berth.broker.software;

/** How far a package is on a desktop. */
public enum TaskState {
    /** Something is to be looked at or done. */
    PLANNED,
    /** The guest works at it. */
    WORKING,
    /** It failed, and is tried again. */
    RETRYING,
    INSTALLED,
    /** It is not there, and is not to be. */
    ABSENT,
    /** It failed too often; somebody has to look. */
    GIVEN_UP
}
