package dev.berth.gateway;

import dev.berth.broker.session.ChannelPolicy;

/**
 * What one tunnel is held to and whom it reports to.
 *
 * @param maxClipboardBytes of one text, each way
 */
record TunnelTerms(
        ChannelPolicy policy, long maxClipboardBytes, TunnelLimits limits, TunnelMeters meters, TunnelEvents events) {}
