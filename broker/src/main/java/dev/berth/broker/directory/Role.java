package dev.berth.broker.directory;

/** What a person may be in Berth; groups of the directory give it. */
public enum Role {
    /** Opens the desktops and applications that are theirs. */
    EMPLOYEE,
    /** Finds people, sees their sessions and helps. */
    HELPDESK,
    /** Changes everything. */
    ADMIN,
    /** Sees everything, the audit log above all, and changes nothing. */
    AUDITOR
}
