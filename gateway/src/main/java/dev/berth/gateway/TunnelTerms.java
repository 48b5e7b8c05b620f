package dev.berth.gateway;

import dev.berth.broker.session.ChannelPolicy;

/**
 * What one tunnel is held to and whom it reports to.
 *
 * @param part whether it is the owner's or a guest's
 * @param maxClipboardBytes of one text, each way
 */
record TunnelTerms(
        Part part,
        ChannelPolicy policy,
        long maxClipboardBytes,
        TunnelLimits limits,
        TunnelMeters meters,
        TunnelEvents events,
        Tape tape) {

    /** Of an owner's tunnel that is not recorded. */
    TunnelTerms(
            ChannelPolicy policy,
            long maxClipboardBytes,
            TunnelLimits limits,
            TunnelMeters meters,
            TunnelEvents events) {
        this(Part.OWNER, policy, maxClipboardBytes, limits, meters, events, Tape.NONE);
    }
}
