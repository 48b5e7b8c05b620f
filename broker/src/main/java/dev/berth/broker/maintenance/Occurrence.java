package dev.berth.broker.maintenance;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A window as it opens once.
 *
 * @param day the day that it was planned for, which is what tells it from the others of its window
 */
public record Occurrence(LocalDate day, Instant from, Instant until) {}
