package dev.berth.broker.share;

/** How somebody came to be in another person's session. */
public enum ShareKind {
    /** Its owner invited them, and has consented by that. */
    INVITATION,
    /** Helpdesk asked; its owner has to consent. */
    SHADOWING
}
