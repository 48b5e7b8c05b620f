package dev.berth.broker.software;

import dev.berth.broker.catalog.Subject;
import java.time.Instant;

/** Who gets a package, or loses it. Made and withdrawn, never changed. */
public record Assignment(
        AssignmentId id, SoftwareId software, Subject subject, Rule rule, Moment moment, Instant createdAt) {}
