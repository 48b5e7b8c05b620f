package dev.berth.broker.maintenance;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** How far something is that goes over many desktops. */
public sealed interface Progress permits Run, Rollout {

    /** Where a single desktop is in it. */
    sealed interface Stage permits Phase, RolloutMember.State {

        /** Nothing more happens to the desktop. */
        boolean ended();
    }

    Optional<Instant> endedAt();

    /** How many of its desktops are in which stage. */
    Map<? extends Stage, Integer> counts();

    default boolean over() {
        return endedAt().isPresent();
    }

    default int desktops() {
        return counts().values().stream().mapToInt(Integer::intValue).sum();
    }

    default int ended() {
        return counts().entrySet().stream()
                .filter(count -> count.getKey().ended())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
