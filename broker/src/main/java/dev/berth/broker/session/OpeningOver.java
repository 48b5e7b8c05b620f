package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;

/** Published on the node that saw it: the first picture went to the browser, or the session could not be opened. */
public record OpeningOver(SessionId session) {}
