package dev.berth.broker.pipeline;

import java.util.UUID;

public record PipelineRunId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
