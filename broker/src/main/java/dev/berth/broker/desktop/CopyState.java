package dev.berth.broker.desktop;

/** How far the copy of a snapshot on another host is. */
public enum CopyState {
    COPYING,
    /** It is there, and so is all that it stands on. */
    WHOLE,
    /** It goes as soon as none stands on it. */
    DELETING
}
