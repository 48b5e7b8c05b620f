package dev.berth.broker.session;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are wanted, the latest first; null leaves that part open.
 *
 * @param text part of a person's name or account, of the bundle's or application's name, or a reference
 * @param openedBefore only sessions opened before this: the next page starts where the last one ended
 * @param limit 1 to 500
 */
public record SessionFilter(
        @Nullable PersonId person,
        @Nullable DesktopId desktop,
        boolean liveOnly,
        @Nullable String text,
        @Nullable Instant openedBefore,
        int limit) {

    public SessionFilter {
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to 500.");
        }
    }

    public static SessionFilter live(int limit) {
        return new SessionFilter(null, null, true, null, null, limit);
    }

    public static SessionFilter liveOf(PersonId person) {
        return new SessionFilter(person, null, true, null, null, 500);
    }
}
