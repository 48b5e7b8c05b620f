package dev.berth.broker.session;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.SessionId;

/** What came of opening. */
public sealed interface OpenResult {

    /** @param existing whether it was open already: a desktop has one live session, and one for its applications */
    record Opened(SessionId session, boolean existing) implements OpenResult {}

    record Refused(AccessDecision.Refused because) implements OpenResult {}
}
