package dev.berth.broker.software;

/** What an assignment says of a package. Where several mean a person, the first of these counts. */
public enum Rule {
    /** It is on every desktop of theirs. */
    REQUIRED,
    /** It is on none of their desktops, whoever installed it. */
    REMOVED,
    /** They install and remove it themselves. */
    AVAILABLE,
    /** Nothing says anything any more: what Berth installed goes. No assignment has this one. */
    NONE
}
