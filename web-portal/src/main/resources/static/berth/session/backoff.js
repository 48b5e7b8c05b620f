const DELAYS_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * When to try again: at once, then at growing distances, until the grace time since the line was lost is used up.
 *
 * @param graceMs how long the session waits for its person
 * @param now milliseconds, of any clock that only goes forward
 */
export function createBackoff(graceMs, now) {
    let lostAt = null;
    let attempts = 0;
    return {
        /** The line is good again. */
        reset() {
            lostAt = null;
            attempts = 0;
        },
        /** Milliseconds until the next attempt, or null: give up. */
        next(random = Math.random()) {
            lostAt ??= now();
            const base = DELAYS_MS[Math.min(attempts, DELAYS_MS.length - 1)];
            attempts++;
            // Spread, so that a gateway that restarts is not asked by everyone in the same moment.
            const delay = Math.round(base * (0.75 + random / 2));
            return now() - lostAt + delay > graceMs ? null : delay;
        },
        attempts: () => attempts,
    };
}
