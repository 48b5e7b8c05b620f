package dev.berth.broker.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Hours that one desktop's runs started.
 *
 * <pre>
 *   runs    ├──────────┤  ├─┤      ├────┤
 *   hours   ├─────┼─────┼─────┤    ├─────┤        4
 * </pre>
 *
 * An hour starts when the machine runs and no hour that was started goes on. A run that is cut in two by a crash, a
 * reboot or a change of its record therefore starts no hour more than the whole one. Hours are of sixty minutes,
 * whatever clocks on walls do.
 */
final class StartedHours {

    private StartedHours() {}

    /** @param first when the first of them began; each next one begins where the one before ends */
    record Hours(Usage run, Instant first, long count) {

        Instant end() {
            return first.plus(count, ChronoUnit.HOURS);
        }

        /** Those that began in the span. */
        Hours in(Span span) {
            long skipped = Math.min(count, startedUntil(span.from()));
            long kept = Math.min(count, startedUntil(span.to())) - skipped;
            return new Hours(run, first.plus(skipped, ChronoUnit.HOURS), kept);
        }

        Instant begin(long number) {
            return first.plus(number, ChronoUnit.HOURS);
        }

        /** How many would have begun before the moment if they went on for ever. */
        private long startedUntil(Instant moment) {
            return moment.isAfter(first) ? hours(first, moment) : 0;
        }
    }

    /** @param runs of one desktop, by their begin, none overlapping another; only those that pay by the hour count */
    static List<Hours> of(List<Usage> runs) {
        List<Hours> started = new ArrayList<>();
        Instant paidUntil = Instant.MIN;
        for (Usage run : runs) {
            Instant first = run.began().isBefore(paidUntil) ? paidUntil : run.began();
            if (run.hourly() && first.isBefore(run.until())) {
                var hours = new Hours(run, first, hours(first, run.until()));
                started.add(hours);
                paidUntil = hours.end();
            }
        }
        return started;
    }

    private static long hours(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        long whole = length.toHours();
        return length.equals(Duration.ofHours(whole)) ? whole : whole + 1;
    }
}
