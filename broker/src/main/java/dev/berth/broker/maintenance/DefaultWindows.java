package dev.berth.broker.maintenance;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Gives a region the windows that WorkSpaces has by default, once; from then on they are the admins' to change. */
@Component
class DefaultWindows {

    private final JdbcWindows windows;
    private final MaintenanceSettings settings;
    private final Clock clock;

    DefaultWindows(JdbcWindows windows, MaintenanceSettings settings, Clock clock) {
        this.windows = windows;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void provide() {
        ZoneId zone = settings.zoneId();
        provide(
                MaintenanceWindow.Kind.ALWAYS_ON,
                "Always on",
                new Timing(zone, new Rhythm.Weekly(Set.of(DayOfWeek.SUNDAY)), LocalTime.MIDNIGHT, 240));
        provide(
                MaintenanceWindow.Kind.AUTO_STOP,
                "Auto-stop",
                new Timing(zone, new Rhythm.Monthly(3, DayOfWeek.MONDAY, 14), LocalTime.MIDNIGHT, 300));
    }

    private void provide(MaintenanceWindow.Kind kind, String name, Timing timing) {
        windows.insert(
                new MaintenanceWindow(
                        new WindowId(UUID.randomUUID()),
                        kind,
                        new WindowSpec(name, timing, Scope.ALL),
                        true,
                        clock.instant(),
                        1),
                clock.instant());
    }
}
