package dev.berth.broker.metering;

import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What has machines on and off, as it is tried.
 *
 * @param idle how long nobody is there before a desktop's machine stops; empty where it runs on
 * @param holds when machines are kept on, whoever is there, by their begin
 * @param grace how long nobody is there before a machine stops that is on since a hold that is over
 * @param resume how long an opening waits for a machine that is stopped
 */
public record Policy(Function<DesktopId, Optional<Duration>> idle, List<Hold> holds, Duration grace, Duration resume) {

    public Policy {
        holds = holds.stream().sorted(Comparator.comparing(Hold::leadFrom)).toList();
    }

    /**
     * @param leadFrom when the first machine is started
     * @param from when all are ready
     */
    public record Hold(Instant leadFrom, Instant from, Instant until) {}

    /** AUTO_STOP with that time. */
    static Policy autoStop(Duration after, Duration resume) {
        return new Policy(desktop -> Optional.of(after), List.of(), after, resume);
    }

    /** The longest time after which a visit may still have a machine on. */
    Duration lookBack() {
        return holds.isEmpty() ? grace : Duration.ofDays(1);
    }
}
