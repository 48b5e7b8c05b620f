package dev.berth.broker.maintenance;

import java.time.ZoneId;

/**
 * A line of the calendar: a window that will open, and for how many desktops.
 *
 * @param zone whose clock it goes by
 * @param moved the clocks leave its time out on that day, so it opens where they go on
 */
public record Planned(WindowId window, String name, ZoneId zone, Occurrence occurrence, boolean moved, int desktops) {}
