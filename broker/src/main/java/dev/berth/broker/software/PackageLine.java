package dev.berth.broker.software;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a package is on a desktop, as people read it.
 *
 * @param wanted the label of the version that is to be there; null for none
 * @param found the version that is there; null where nobody has looked, empty where it is not there
 * @param chosen whether the desktop's person wants what is AVAILABLE; null where they never said
 * @param held whether Berth put it there
 * @param due when it is tried again
 * @param said the last that the guest said of it
 */
public record PackageLine(
        SoftwareId software,
        String name,
        String description,
        String icon,
        DesktopId desktop,
        String hostname,
        String person,
        Rule rule,
        Moment moment,
        @Nullable Boolean chosen,
        boolean held,
        TaskState state,
        Instant since,
        @Nullable String wanted,
        @Nullable String found,
        int attempts,
        @Nullable Instant due,
        @Nullable String reason,
        @Nullable String said) {

    /** Whether the desktop's person is to see it: not what is forbidden and not there. */
    public boolean shownToPerson() {
        return rule == Rule.AVAILABLE || rule == Rule.REQUIRED || state != TaskState.ABSENT && held;
    }

    /** As its person reads it: what is merely there for them is not installed, whether or not somebody has looked. */
    public TaskState stateForPerson() {
        boolean untouched = rule == Rule.AVAILABLE && chosen == null && !held;
        return untouched && state == TaskState.PLANNED ? TaskState.ABSENT : state;
    }

    /** Whether the desktop's person may ask for it now. */
    public boolean installable() {
        return rule == Rule.AVAILABLE && !Boolean.TRUE.equals(chosen);
    }

    /** Whether the desktop's person may have it taken away now. */
    public boolean removable() {
        return rule == Rule.AVAILABLE && (Boolean.TRUE.equals(chosen) || held && chosen == null);
    }
}
