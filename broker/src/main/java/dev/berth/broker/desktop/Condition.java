package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import org.jspecify.annotations.Nullable;

/**
 * Where a desktop is and where it is to go.
 *
 * @param reason a sentence for people; null when there is nothing to say
 * @param power what was last seen of its machine
 * @param host null until it is placed
 * @param holdsRoom whether it counts against its host's memory and processors
 * @param attempts how often the present step failed in a row
 * @param savedStateKept where an unusable saved state was set aside; null when there is none
 */
public record Condition(
        DesktopState state,
        @Nullable String reason,
        Wanted wanted,
        Power power,
        @Nullable HostId host,
        boolean holdsRoom,
        @Nullable Mark mark,
        int attempts,
        @Nullable String savedStateKept) {}
