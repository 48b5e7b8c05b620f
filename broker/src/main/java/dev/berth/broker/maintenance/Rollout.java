package dev.berth.broker.maintenance;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A roll-out of updates, as it is kept.
 *
 * @param reason a sentence, when it was stopped, paused or cancelled
 * @param forgiven failures that somebody has seen and went on after
 * @param resumed how often somebody went on after it had stopped
 * @param canaries how many go first
 * @param counts how many of its desktops are in which state
 */
public record Rollout(
        RolloutId id,
        RolloutSpec spec,
        String askedBy,
        State state,
        Optional<String> reason,
        int forgiven,
        int resumed,
        Instant begunAt,
        Optional<Instant> endedAt,
        int canaries,
        Map<RolloutMember.State, Integer> counts)
        implements Progress {

    /**
     * Where a roll-out is.
     *
     * <pre>
     *   RUNNING ◄──► PAUSED
     *    │  │ ▲         │
     *    │  ▼ │         ▼
     *    │ STOPPED ──► CANCELLED ◄── RUNNING
     *    ▼
     *   DONE
     * </pre>
     */
    public enum State {
        RUNNING,
        /** By an admin; what is under way goes to its end. */
        PAUSED,
        /** Too much failed. */
        STOPPED,
        DONE,
        CANCELLED
    }
}
