package dev.berth.broker.drill;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.maintenance.MaintenanceCalendar;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When drills are, and with whom. A drill's window is its limit.
 *
 * @param plannedUntil turns that begin by then were begun, or are past
 * @param missedAt the latest turn that could not be begun; null while there was none
 * @param missedWhy a sentence
 */
public record DrillSchedule(
        UUID id,
        Terms terms,
        boolean enabled,
        Instant plannedUntil,
        @Nullable Instant missedAt,
        @Nullable String missedWhy,
        long revision,
        Instant createdAt) {

    private static final int LONGEST_NAME = 80;
    private static final Duration YEAR = Duration.ofDays(400);

    /**
     * As an admin sets it.
     *
     * @param canary who goes: a group or a person
     * @param noticeMinutes how long before its begin people are told
     */
    public record Terms(String name, Subject canary, Timing timing, int noticeMinutes) {

        public Terms {
            name = Field.line("name", name, LONGEST_NAME);
            if (timing.rhythm() instanceof Rhythm.Monthly(int _, var _, int spread)) {
                Field.within("spreadDays", spread, 1, 1, "day: a drill is not spread over several");
            }
            spec(canary, timing, noticeMinutes);
        }

        public DrillSpec spec() {
            return spec(canary, timing, noticeMinutes);
        }

        private static DrillSpec spec(Subject canary, Timing timing, int noticeMinutes) {
            return new DrillSpec(canary, timing.lengthMinutes(), noticeMinutes);
        }
    }

    /** The first after that moment; empty where none is within the coming year. */
    public Optional<Occurrence> next(Instant after) {
        return MaintenanceCalendar.starting(terms.timing(), after, after.plus(YEAR)).stream()
                .findFirst();
    }
}
