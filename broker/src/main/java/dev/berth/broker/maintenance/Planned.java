package dev.berth.broker.maintenance;

import java.time.ZoneId;

/**
 * A line of the calendar: a window that will open, and for how many desktops.
 *
 * @param zone whose clock it goes by
 */
public record Planned(WindowId window, String name, ZoneId zone, Occurrence occurrence, int desktops) {}
