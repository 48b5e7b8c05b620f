package dev.berth.broker.catalog;

import java.time.Instant;

/** A golden disk; its {@link ImageVersion}s hold the content. */
public record Image(ImageId id, String name, String description, GuestSystem guest, Instant createdAt) {

    public Image {
        name = Field.line("name", name, 100);
        description = Field.text("description", description, 1_000);
    }
}
