package dev.berth.portal.api;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.Calendar;
import dev.berth.broker.power.PowerCalendar;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The next 12 months of maintenance and power schedules as iCalendar, whoever reads them. */
@Component
class CalendarFeeds {

    private static final Duration YEAR = Duration.ofDays(365);

    private final Calendar calendar;
    private final PowerCalendar power;
    private final Clock clock;

    CalendarFeeds(Calendar calendar, PowerCalendar power, Clock clock) {
        this.calendar = calendar;
        this.power = power;
        this.clock = clock;
    }

    /** @param desktop empty for all, and fleets */
    ResponseEntity<String> of(Optional<DesktopId> desktop) {
        Instant now = clock.instant();
        Instant end = now.plus(YEAR);
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "calendar", StandardCharsets.UTF_8))
                .header("Content-Disposition", "attachment; filename=\"berth-maintenance.ics\"")
                .body(CalendarFeed.of(calendar.between(now, end, desktop), power.between(now, end, desktop), now));
    }
}
