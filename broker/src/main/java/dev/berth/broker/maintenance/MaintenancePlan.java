package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which window opens when, for which desktops. Pure, and asked by the calendar and by what opens windows alike. */
final class MaintenancePlan {

    private final List<MaintenanceWindow> windows;
    private final List<Census> desktops;

    MaintenancePlan(List<MaintenanceWindow> windows, List<Census> desktops) {
        this.desktops = desktops;
        this.windows = windows.stream()
                .filter(MaintenanceWindow::enabled)
                .flatMap(window -> local(window).stream())
                .toList();
    }

    /** What begins in that span, in its order. A window that opens for no desktop is left out. */
    List<Planned> between(Instant after, Instant upTo) {
        List<Planned> all = new ArrayList<>();
        for (MaintenanceWindow window : windows) {
            int[] perSlot = perSlot(window);
            var timing = window.spec().timing();
            for (Occurrence one : MaintenanceCalendar.starting(timing, after, upTo)) {
                int count = perSlot[slot(timing.rhythm(), one.day())];
                if (count > 0) {
                    boolean moved =
                            !one.from().atZone(timing.zone()).toLocalTime().equals(timing.start());
                    all.add(new Planned(window.id(), window.name(), timing.zone(), one, moved, count));
                }
            }
        }
        all.sort(Comparator.comparing((Planned planned) -> planned.occurrence().from())
                .thenComparing(Planned::name));
        return all;
    }

    /** A window as it opens: the default for ALWAYS_ON desktops by the clock of each, every other one by its own. */
    List<MaintenanceWindow> local(MaintenanceWindow window) {
        return switch (window.kind()) {
            case ALWAYS_ON ->
                desktops.stream()
                        .filter(Census::isAlwaysOn)
                        .map(Census::zone)
                        .distinct()
                        .sorted(Comparator.comparing(ZoneId::getId))
                        .map(window::in)
                        .toList();
            case AUTO_STOP, OWN -> List.of(window);
        };
    }

    /** Whom the window is for on that day. */
    List<DesktopId> desktops(MaintenanceWindow window, LocalDate day) {
        var rhythm = window.spec().timing().rhythm();
        int slot = slot(rhythm, day);
        int slots = slots(rhythm);
        return desktops.stream()
                .filter(desktop -> desktop.coveredBy(window) && desktop.slot(slots) == slot)
                .map(Census::desktop)
                .toList();
    }

    private int[] perSlot(MaintenanceWindow window) {
        int[] counts = new int[slots(window.spec().timing().rhythm())];
        for (Census desktop : desktops) {
            if (desktop.coveredBy(window)) {
                counts[desktop.slot(counts.length)]++;
            }
        }
        return counts;
    }

    private static int slots(Rhythm rhythm) {
        return rhythm instanceof Rhythm.Monthly monthly ? monthly.spread() : 1;
    }

    private static int slot(Rhythm rhythm, LocalDate day) {
        return rhythm instanceof Rhythm.Monthly monthly ? Math.max(0, monthly.slot(day)) : 0;
    }
}
