package dev.berth.portal.api;

import dev.berth.broker.metering.Amounts;
import dev.berth.broker.metering.Effect;
import dev.berth.broker.metering.Tally;
import dev.berth.broker.metering.TrialResult;
import dev.berth.broker.power.PolicyTrial;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy would have done to what is recorded.
 *
 * @param desktops how many were looked at
 * @param saved what would not have been owed; negative where more would have been
 * @param interrupted sessions whose machine would have been saved between two times that somebody was there
 * @param inTheWay sessions that somebody was in when the desktop's turn in a window came
 * @param delayed openings that would have waited and did not
 * @param delay how much longer they would have waited, all together
 * @param newlyReady openings that waited and would not have
 * @param measured what delays are worked out from
 * @param affected the first of them, by time
 * @param more how many there are besides
 */
record TrialResource(
        Instant from,
        Instant to,
        @Nullable Instant recordedFrom,
        long desktops,
        long openings,
        Duration ran,
        Duration wouldRun,
        Tally cost,
        Tally wouldCost,
        Amounts saved,
        long interrupted,
        long inTheWay,
        long delayed,
        Duration delay,
        long newlyReady,
        Duration measured,
        List<PolicyTrial.Affected> affected,
        int more) {

    static TrialResource of(PolicyTrial trial) {
        TrialResult result = trial.result();
        return new TrialResource(
                trial.span().from(),
                trial.span().to(),
                trial.recordedFrom().orElse(null),
                result.desktops(),
                result.openings().all(),
                Duration.ofSeconds(result.ranSeconds()),
                Duration.ofSeconds(result.wouldRunSeconds()),
                result.cost(),
                result.wouldCost(),
                result.saved(),
                result.count(Effect.Kind.INTERRUPTED),
                result.count(Effect.Kind.IN_THE_WAY),
                result.count(Effect.Kind.DELAYED),
                result.delayed(),
                result.openings().newlyReady(),
                trial.measured(),
                trial.affected(),
                trial.more());
    }
}
