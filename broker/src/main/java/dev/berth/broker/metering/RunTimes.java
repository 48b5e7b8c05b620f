package dev.berth.broker.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One desktop's runs by their begin, none overlapping another, to be asked what ran at a moment. */
final class RunTimes {

    private final List<Usage> runs;

    RunTimes(List<Usage> runs) {
        this.runs = runs;
    }

    Optional<Usage> at(Instant moment) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).began().isAfter(moment)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Optional.of(low)
                .filter(number -> number > 0)
                .map(number -> runs.get(number - 1))
                .filter(run -> moment.isBefore(run.until()));
    }
}
