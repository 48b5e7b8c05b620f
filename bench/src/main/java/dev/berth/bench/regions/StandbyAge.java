package dev.berth.bench.regions;

import dev.berth.bench.raw.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How old what stands by in a region gets before something newer takes its place: what a loss can cost. */
public final class StandbyAge {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Instant since;
    private Duration oldest = Duration.ZERO;

    private StandbyAge(Instant since) {
        this.since = since;
    }

    /** Waits until a whole point stands there, and then until an increment takes its place. */
    public static Duration oldest(Region standby) {
        Waiting.until("a whole point in " + standby.name(), POLL, LIMIT, () -> since(standby) != null);
        var age = new StandbyAge(require(standby));
        Waiting.until("an increment in " + standby.name(), POLL, LIMIT, () -> age.isReplaced(require(standby)));
        return age.oldest;
    }

    private boolean isReplaced(Instant now) {
        if (now.isAfter(since)) {
            return true;
        }
        oldest = Duration.between(since, Instant.now());
        return false;
    }

    private static Instant require(Region standby) {
        Instant since = since(standby);
        if (since == null) {
            throw new IllegalStateException("What stood in " + standby.name() + " is gone.");
        }
        return since;
    }

    /** The moment that the region would go on from; null before the first point. */
    private static @Nullable Instant since(Region standby) {
        String since = standby.get("/api/v1/regions/standbys")
                .path("here")
                .path(0)
                .path("since")
                .asString("");
        return since.isEmpty() ? null : Instant.parse(since);
    }
}
