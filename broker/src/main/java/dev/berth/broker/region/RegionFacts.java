package dev.berth.broker.region;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A region, as it last said of itself.
 *
 * @param portal how browsers reach it; empty until it is set there
 * @param beatAt by its own clock
 */
public record RegionFacts(
        RegionName name, Optional<URI> portal, int liveSessions, long freeMemoryMib, Instant beatAt) {}
