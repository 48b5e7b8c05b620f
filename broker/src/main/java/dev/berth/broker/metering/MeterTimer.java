package dev.berth.broker.metering;

import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.desktop.DesktopSettings;
import dev.berth.broker.signal.ThisNode;
import java.time.Clock;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the record up to the minute, and freezes days. */
@Component
class MeterTimer {

    private final JdbcUsage usage;
    private final DailyFiles files;
    private final DesktopSettings desktops;
    private final SchemaContract contract;
    private final Clock clock;
    private final boolean schedules;

    MeterTimer(
            JdbcUsage usage,
            DailyFiles files,
            DesktopSettings desktops,
            SchemaContract contract,
            Clock clock,
            ThisNode node) {
        this.contract = contract;
        this.usage = usage;
        this.files = files;
        this.desktops = desktops;
        this.clock = clock;
        this.schedules = node.roles().contains("SCHEDULER");
    }

    @Scheduled(fixedDelayString = "30s")
    void look() {
        if (schedules) {
            contract.during(() -> usage.seen(clock.instant(), desktops.healthInterval()));
        }
    }

    @Scheduled(initialDelayString = "1m", fixedDelayString = "10m")
    void freeze() {
        if (schedules) {
            contract.during(files::keep);
        }
    }
}
