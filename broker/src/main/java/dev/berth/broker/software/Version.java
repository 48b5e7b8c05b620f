package dev.berth.broker.software;

import java.time.Instant;

/** One version of a package. It is made and deleted, never changed. */
public record Version(VersionId id, SoftwareId software, VersionSpec spec, String createdBy, Instant createdAt) {}
