package dev.berth.broker.metering;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import java.time.Instant;

/**
 * What a policy would have done to somebody.
 *
 * @param at when they opened the desktop, or when they were interrupted
 * @param delay how long they would have waited that they did not
 */
public record Effect(Kind kind, DesktopId desktop, PersonId person, Instant at, Duration delay) {

    public enum Kind {
        /** The session was left and taken up again, and its machine would have been saved in between. */
        INTERRUPTED,
        /** Somebody was on it when its turn in a window came: it would have waited for them, or been left out. */
        IN_THE_WAY,
        /** The opening would have found the machine off, or in maintenance. */
        DELAYED
    }
}
