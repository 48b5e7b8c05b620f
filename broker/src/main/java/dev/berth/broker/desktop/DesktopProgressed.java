package dev.berth.broker.desktop;

import java.time.Instant;

/** Published on the node that took the step, after the row says so; a crash in between loses it, never the row. */
public record DesktopProgressed(DesktopId id, Milestone milestone, Instant at) {}
