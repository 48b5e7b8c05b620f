package dev.berth.portal.watch;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Something that sessions need and that other nodes share. Where it is missing this node is degraded and stays in service:
 * its pages work and say what is wrong, and another node could not do better.
 */
class Missing implements HealthIndicator {

    static final Status DEGRADED = new Status("DEGRADED");

    private static final Duration COUNTS_FOR = Duration.ofSeconds(10);

    private final Kept<Health> health;

    /** @param missing a sentence about what is missing, or nothing; throws when that cannot be told */
    Missing(Clock clock, Supplier<Optional<String>> missing) {
        this.health = new Kept<>(COUNTS_FOR, clock, () -> ask(missing));
    }

    @Override
    public Health health() {
        return health.get();
    }

    /** What cannot be told is kept as well: with the database gone each question takes as long as the pool waits. */
    private static Health ask(Supplier<Optional<String>> missing) {
        try {
            return missing.get()
                    .map(sentence -> Health.status(DEGRADED)
                            .withDetail("missing", sentence)
                            .build())
                    .orElseGet(() -> Health.up().build());
        } catch (RuntimeException e) {
            return Health.unknown()
                    .withDetail("missing", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
