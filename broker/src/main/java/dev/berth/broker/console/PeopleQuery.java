package dev.berth.broker.console;

import dev.berth.broker.directory.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which people are wanted; null leaves that part open.
 *
 * @param text words of which each is in the display, account or mail name
 * @param group a directory group by its name or its security identifier (S-1-5-…)
 * @param barred whether the directory keeps them out
 * @param unseenSince only those who were not here since
 */
public record PeopleQuery(
        @Nullable String text,
        @Nullable Role role,
        @Nullable String group,
        @Nullable Boolean barred,
        @Nullable Instant unseenSince) {

    public static final PeopleQuery ALL = new PeopleQuery(null, null, null, null, null);
}
