package dev.berth.broker.maintenance;

import dev.berth.broker.update.UpdateSpec;
import java.util.UUID;

/**
 * Which updates are wanted where.
 *
 * @param name of the window or bundle
 * @param spec as it was set, or what counts without that
 * @param revision 0 where nothing was set
 */
public record UpdatePolicy(Kind kind, UUID subject, String name, UpdateSpec spec, long revision) {

    /** Whose it is. A window's counts before a bundle's. */
    public enum Kind {
        WINDOW,
        BUNDLE
    }

    public boolean own() {
        return revision > 0;
    }
}
