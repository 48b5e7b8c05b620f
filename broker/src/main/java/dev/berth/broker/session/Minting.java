package dev.berth.broker.session;

import dev.berth.broker.access.AccessDecision;

/** What came of asking for a ticket. */
public sealed interface Minting {

    /** @param gateway the only gateway run that will take it */
    record Minted(TicketSecret secret, GatewayBoot gateway) implements Minting {}

    record Refused(AccessDecision.Refused because) implements Minting {}
}
