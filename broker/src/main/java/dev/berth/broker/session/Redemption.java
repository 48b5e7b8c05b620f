package dev.berth.broker.session;

/** What a gateway gets for a ticket. */
public sealed interface Redemption {

    record Granted(SessionId session, RemoteDesktop target, ChannelPolicy policy) implements Redemption {}

    /** Refused and audited; the reason is for the log, the browser only learns that the ticket is not valid. */
    record Refused(String reason) implements Redemption {}
}
