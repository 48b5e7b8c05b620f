package dev.berth.portal.api;

import dev.berth.broker.catalog.Field;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What requests of several kinds ask for: a part of a list, to wait a while, a span of time, to be on or off. */
final class Asked {

    private static final int LARGEST_PAGE = 500;
    private static final int LARGEST_OFFSET = 1_000_000;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int LONGEST_SPAN_DAYS = 3660;
    private static final Duration YEAR = Duration.ofDays(365);

    private Asked() {}

    static int limit(int limit) {
        Field.within("limit", limit, 1, LARGEST_PAGE, "");
        return limit;
    }

    static int offset(int offset) {
        Field.within("offset", offset, 0, LARGEST_OFFSET, "");
        return offset;
    }

    /** How long a request may be kept until what it asks for has come. */
    static Duration wait(int seconds) {
        Field.within("wait", seconds, 0, LONGEST_WAIT_SECONDS, "seconds");
        return Duration.ofSeconds(seconds);
    }

    /** Part of a calendar. */
    record Span(Instant from, Instant until) {

        /**
         * @param from now without it
         * @param until a year after that without it
         */
        static Span of(@Nullable Instant from, @Nullable Instant until, Clock clock) {
            Instant begin = from == null ? clock.instant() : from;
            Instant end = until == null ? begin.plus(YEAR) : until;
            Field.within("until", Duration.between(begin, end).toDays(), 0, LONGEST_SPAN_DAYS, "days after from");
            return new Span(begin, end);
        }
    }
}
