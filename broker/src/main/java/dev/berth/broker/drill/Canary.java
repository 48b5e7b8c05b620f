package dev.berth.broker.drill;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A desktop of somebody who takes part. People with several have a row for each, and are led with all of them.
 *
 * @param fault whether it was left out since it could not have taken over; somebody who works is no fault
 * @param note a sentence: why it was left out, or what it waits for
 * @param rpo what would have been lost, had the region gone at the check; null before that
 * @param times by the clock of the region that drills
 * @param there in the other region
 */
public record Canary(
        DesktopId desktop,
        PersonId person,
        String accountName,
        String displayName,
        String hostname,
        String bundle,
        long memoryMib,
        State state,
        boolean fault,
        @Nullable String note,
        @Nullable Duration rpo,
        Times times,
        There there) {

    /** How far it is. */
    public enum State {
        PLANNED,
        /** It could go. */
        CHECKED,
        /** Its person is led to the other region. */
        AWAY,
        /** It is ready there. */
        UP,
        /** Its first picture came, or none could be asked for. */
        SEEN,
        /** Its person is led back. */
        HOME,
        /** It took no part. */
        SKIPPED;

        boolean isAway() {
            return this == AWAY || this == UP || this == SEEN;
        }
    }

    /**
     * When what happened; null for what has not.
     *
     * @param point the moment of its work that it went on from
     */
    public record Times(
            @Nullable Instant point,
            @Nullable Instant given,
            @Nullable Instant up,
            @Nullable Instant seen,
            @Nullable Instant backAsked,
            @Nullable Instant home) {}

    /**
     * What the other region measured, from its hearing of it on, by its own clock.
     *
     * @param heard until the start was asked for
     * @param ready until the guest was ready
     * @param picture from connecting to the whole first picture; null where none was tried
     * @param wrote whether somebody worked on it there
     */
    public record There(
            @Nullable Duration heard,
            @Nullable Duration ready,
            @Nullable Duration picture,
            boolean wrote) {}

    /** From giving it away until it was seen there, or ready where no picture was tried; never too short. */
    public Optional<Duration> rto() {
        Instant given = times.given();
        Instant there = times.seen() == null || this.there.picture() == null ? times.up() : times.seen();
        return given == null || there == null ? Optional.empty() : Optional.of(Duration.between(given, there));
    }

    /** From asking for it back until it was back. */
    public Optional<Duration> back() {
        return times.backAsked() == null || times.home() == null
                ? Optional.empty()
                : Optional.of(Duration.between(times.backAsked(), times.home()));
    }
}
