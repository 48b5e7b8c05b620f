package dev.berth.broker.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A run of maintenance: a window that opened, or what an admin asked for.
 *
 * @param name its window's, or the admin's
 * @param window empty for a run by hand, or one whose window is gone
 * @param plannedDay of its window
 * @param reason a sentence, when it began late, was missed or cancelled
 * @param closesAt no desktop's turn begins after that
 * @param counts how many of its desktops are in which phase
 */
public record Run(
        RunId id,
        String name,
        Optional<WindowId> window,
        Optional<LocalDate> plannedDay,
        String askedBy,
        State state,
        Optional<String> reason,
        Instant plannedAt,
        Instant openedAt,
        Instant closesAt,
        Optional<Instant> endedAt,
        Map<Phase, Integer> counts)
        implements Progress {

    /** Where a run is. */
    public enum State {
        RUNNING,
        DONE,
        CANCELLED,
        /** No scheduler ran while its window was open. */
        MISSED
    }

    /** One that begins now, by hand or for a roll-out. */
    static Run beginning(String name, String askedBy, Instant now, Duration turns) {
        return new Run(
                new RunId(UUID.randomUUID()),
                name,
                Optional.empty(),
                Optional.empty(),
                askedBy,
                State.RUNNING,
                Optional.empty(),
                now,
                now,
                now.plus(turns),
                Optional.empty(),
                Map.of());
    }
}
