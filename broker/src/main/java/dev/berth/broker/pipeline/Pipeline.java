package dev.berth.broker.pipeline;

import java.time.Instant;

/** A way from a base image to versions of another. */
public record Pipeline(
        PipelineId id, PipelineSpec spec, boolean enabled, Instant plannedUntil, long revision, Instant createdAt) {

    public String name() {
        return spec.name();
    }
}
