package dev.berth.broker.session;

import java.util.UUID;

/** One run of one gateway node: a ticket for an earlier run is worth nothing. */
public record GatewayBoot(UUID value) {}
