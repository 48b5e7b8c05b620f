package dev.berth.broker.metering;

import dev.berth.broker.metering.Effect.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Tries turns of maintenance on what is recorded of one desktop. Nobody who works is put out, so whoever was on it when
 * its turn came would have been in the way; whoever opened it during its turn would have waited for the end of it.
 */
final class WindowTrial {

    private final Span span;

    WindowTrial(Span span) {
        this.span = span;
    }

    /** @param turns when the desktop would have been worked on */
    TrialResult of(History history, List<Span> turns) {
        List<Effect> effects = new ArrayList<>();
        Set<UUID> people = new HashSet<>();
        long delayed = 0;
        long all = 0;
        for (Visit visit : history.visits()) {
            all += span.contains(visit.opened()) ? 1 : 0;
            for (Span turn : turns) {
                if (turn.contains(visit.opened())) {
                    delayed++;
                    people.add(visit.person().objectGuid());
                    effects.add(effect(history, visit, Kind.DELAYED, visit.opened(), turn));
                } else if (visit.opened().isBefore(turn.from()) && visit.left().isAfter(turn.from())) {
                    effects.add(effect(history, visit, Kind.IN_THE_WAY, turn.from(), turn));
                }
            }
        }
        return new TrialResult(
                1,
                0,
                0,
                Tally.NONE,
                Tally.NONE,
                new TrialResult.Openings(all, 0, delayed, delayed, 0, people),
                effects);
    }

    private static Effect effect(History history, Visit visit, Kind kind, Instant at, Span turn) {
        Duration delay = kind == Kind.DELAYED ? Duration.between(at, turn.to()) : Duration.ZERO;
        return new Effect(kind, history.desktop(), visit.person(), at, delay);
    }
}
