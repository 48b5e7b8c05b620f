package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.util.Optional;

/**
 * A desktop in a roll-out, with the words that people know it by.
 *
 * @param host its name
 * @param run of its latest turn
 * @param reason a sentence of that
 */
public record RolloutLine(
        DesktopId desktop,
        String person,
        String hostname,
        Optional<String> host,
        boolean canary,
        RolloutMember.State state,
        int turns,
        Optional<RunId> run,
        Optional<String> reason,
        Instant changedAt) {}
