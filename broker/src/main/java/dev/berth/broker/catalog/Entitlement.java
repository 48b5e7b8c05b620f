package dev.berth.broker.catalog;

import java.time.Instant;

/** Lets a subject have an offer. */
public record Entitlement(EntitlementId id, Subject subject, Offer offer, Instant createdAt) {}
