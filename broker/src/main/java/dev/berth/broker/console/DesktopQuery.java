package dev.berth.broker.console;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which desktops are wanted; null and empty leave that part open. Terminated ones are listed only when asked for by state.
 *
 * @param text words of which each is in the person's display, account or mail name, or a part of the hostname
 * @param states any of these
 * @param host by its name or its id
 * @param group a directory group that the person is in, by its name or its security identifier (S-1-5-…)
 * @param unusedSince only those that nobody has used since
 * @param tag a tag's key, or its key, '=' and its value
 */
public record DesktopQuery(
        @Nullable String text,
        Set<DesktopState> states,
        @Nullable BundleId bundle,
        @Nullable String host,
        @Nullable RunningMode mode,
        @Nullable PersonId person,
        @Nullable String group,
        @Nullable Instant unusedSince,
        @Nullable String tag) {

    public static final DesktopQuery ALL = new DesktopQuery(null, Set.of(), null, null, null, null, null, null, null);

    public DesktopQuery {
        states = Set.copyOf(states);
    }

    public static DesktopQuery in(DesktopState... states) {
        return new DesktopQuery(null, Set.of(states), null, null, null, null, null, null, null);
    }

    public DesktopQuery matching(String words) {
        return new DesktopQuery(words, states, bundle, host, mode, person, group, unusedSince, tag);
    }
}
