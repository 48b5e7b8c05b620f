package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of one desktop in a run, with the words that people know it by.
 *
 * @param wasOff it was off before, and is turned off again
 * @param reason a sentence, when there is something to say
 */
public record RunLine(
        DesktopId desktop,
        String person,
        String hostname,
        Phase phase,
        boolean wasOff,
        Optional<String> reason,
        Instant phaseSince,
        Optional<Instant> begunAt,
        Optional<Instant> endedAt) {}
