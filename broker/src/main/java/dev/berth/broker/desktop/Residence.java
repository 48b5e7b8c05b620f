package dev.berth.broker.desktop;

import org.jspecify.annotations.Nullable;

/**
 * Whether a desktop may stay where it is, and where its volumes are being copied to.
 *
 * @param relocation null while nothing is done or said about that
 */
public record Residence(Tenure tenure, @Nullable Relocation relocation) {

    static final Residence SETTLED = new Residence(Tenure.STAYS, null);

    /** What its host's state says. */
    public enum Tenure {
        STAYS,
        /** Its host is drained: it moves once it is off. */
        LEAVES,
        /** The same, and it is shut down where its memory would be saved. */
        LEAVES_WITHOUT_MEMORY,
        /** Its host was declared lost, and its machine there is to be turned off before it starts anywhere. */
        LOST,
        /** Its host was declared lost by somebody who says that the host is off. */
        LOST_AND_OFF;

        boolean leaves() {
            return this == LEAVES || this == LEAVES_WITHOUT_MEMORY;
        }

        boolean lost() {
            return this == LOST || this == LOST_AND_OFF;
        }
    }

    Residence with(@Nullable Relocation other) {
        return new Residence(tenure, other);
    }
}
