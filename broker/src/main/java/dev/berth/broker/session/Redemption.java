package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;

/** What a gateway gets for a ticket. */
public sealed interface Redemption {

    /** @param tunnel what the gateway names when it says what becomes of the connection */
    record Granted(SessionId session, TunnelId tunnel, RemoteDesktop target, ChannelPolicy policy)
            implements Redemption {}

    /** Refused and audited; the reason is for the log, the browser only learns that the ticket is not valid. */
    record Refused(String reason) implements Redemption {}
}
