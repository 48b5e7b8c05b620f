package dev.berth.broker.software;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A package on a desktop: what is to be, what was found, and what is under way.
 *
 * @param chosen whether the desktop's person wants what is AVAILABLE; null where they never said
 * @param target the version that is to be there; null for none
 * @param held the version that Berth put there; null where it did not
 * @param current the package's current version, by which it is looked for where nothing else says how
 */
record Task(
        DesktopId desktop,
        SoftwareId software,
        String name,
        Rule rule,
        Moment moment,
        @Nullable Boolean chosen,
        @Nullable Version target,
        @Nullable Version held,
        @Nullable Version current,
        TaskState state,
        Instant since,
        Found found,
        @Nullable Job job,
        int attempts,
        @Nullable Instant due,
        @Nullable String reason) {

    /** What a desktop has of it. */
    sealed interface Found {

        /** Nobody has looked since it was last changed. */
        record Unknown() implements Found {}

        record Absent() implements Found {}

        record Present(String version) implements Found {}
    }

    /**
     * What is under way in a guest.
     *
     * @param generation of the root volume that it is done to; on any other it is gone
     */
    record Job(UUID name, Version version, boolean removing, int generation) {}

    boolean open() {
        return switch (state) {
            case PLANNED, WORKING, RETRYING -> true;
            case INSTALLED, ABSENT, GIVEN_UP -> false;
        };
    }

    /** Whether it is to go: what nothing gives any more goes only where Berth brought it. */
    boolean goes() {
        return target == null ? rule == Rule.REMOVED || held != null : isUnderOtherName();
    }

    /** Whether Berth brought it as another package than it is to be, which would stay beside that. */
    boolean isUnderOtherName() {
        return target != null
                && held != null
                && !target.spec().content().replaces(held.spec().content());
    }

    /** Whether its person asked for it, and so knows that it changes while they work. */
    boolean asked() {
        return rule == Rule.AVAILABLE && chosen != null;
    }

    /** The version whose ways are used to find it and to remove it; null where there was never one. */
    @Nullable
    Version known() {
        return target != null && !isUnderOtherName() ? target : held != null ? held : current;
    }
}
