package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Compute;
import org.jspecify.annotations.Nullable;

/**
 * Sizes that a desktop gets as soon as it can take them: compute at its next boot, volumes while it runs or before it
 * boots.
 */
public record Resize(
        @Nullable Compute compute,
        @Nullable Long rootMib,
        @Nullable Long userMib) {

    static final Resize NONE = new Resize(null, null, null);

    boolean grows() {
        return rootMib != null || userMib != null;
    }

    Resize computed(@Nullable Compute next) {
        return new Resize(next, rootMib, userMib);
    }

    Resize growing(@Nullable Long nextRootMib, @Nullable Long nextUserMib) {
        return new Resize(compute, nextRootMib, nextUserMib);
    }
}
