package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageVersionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that a run moved to its version.
 *
 * @param name the bundle's
 * @param current whether the bundle still makes desktops of that version
 * @param backAt when it was moved back; null while it was not
 */
public record RollOut(
        BundleId bundle,
        String name,
        ImageVersionId from,
        String fromLabel,
        ImageVersionId to,
        boolean current,
        Instant at,
        @Nullable Instant backAt) {

    /** Whether it can be moved back. */
    public boolean open() {
        return backAt == null && current;
    }
}
