package dev.berth.broker.region;

import java.time.Instant;

/**
 * That an alias is given to another region once all that people did here is there. Until then nobody is served.
 *
 * @param epoch that the alias has meanwhile
 */
public record Drain(AliasId alias, RegionName to, long epoch, Instant askedAt, String askedBy, String reason) {}
