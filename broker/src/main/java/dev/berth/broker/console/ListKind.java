package dev.berth.broker.console;

/** The lists that people make their own: by columns and by views that they keep. */
public enum ListKind {
    DESKTOPS,
    SESSIONS,
    PEOPLE
}
