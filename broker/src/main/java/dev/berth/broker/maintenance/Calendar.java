package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The calendar as it will be, as windows and desktops stand now. */
@Component
public class Calendar {

    private final JdbcWindows windows;

    Calendar(JdbcWindows windows) {
        this.windows = windows;
    }

    /**
     * What begins in that span, in its order.
     *
     * @param desktop the one whose calendar it is; empty for all
     */
    public List<Planned> between(Instant after, Instant upTo, Optional<DesktopId> desktop) {
        return new MaintenancePlan(windows.list(), windows.census(desktop.orElse(null))).between(after, upTo);
    }
}
