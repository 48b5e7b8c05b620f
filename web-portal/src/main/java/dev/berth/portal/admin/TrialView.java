package dev.berth.portal.admin;

import dev.berth.broker.metering.Effect;
import dev.berth.broker.metering.TrialResult;
import dev.berth.broker.power.PolicyTrial;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a policy would have done, in figures that people read.
 *
 * @param interrupted sessions that would have been in its way, or found their machine saved
 * @param delayed openings that would have waited and did not
 * @param delay how much longer each of those would have waited, in minutes; null where there is none
 * @param moreHours whether machines would have run longer than they did
 * @param hours null for a window, which changes no hours
 */
public record TrialView(
        Instant from,
        Instant to,
        @Nullable Instant recordedFrom,
        long desktops,
        long openings,
        long interrupted,
        long delayed,
        @Nullable String delay,
        long newlyReady,
        @Nullable Hours hours,
        String measured,
        List<PolicyTrial.Affected> affected,
        int more) {

    private static final double SECONDS_AN_HOUR = 3_600;
    private static final double MILLIS_A_MINUTE = 60_000;

    /** @param saved without its sign */
    public record Hours(
            String ran,
            String wouldRun,
            String saved,
            boolean moreHours,
            String cost,
            String wouldCost,
            String savedCost) {}

    static TrialView of(PolicyTrial trial, Locale locale) {
        TrialResult result = trial.result();
        long delayed = result.count(Effect.Kind.DELAYED);
        boolean runs = result.ranSeconds() > 0 || result.wouldRunSeconds() > 0;
        return new TrialView(
                trial.span().from(),
                trial.span().to(),
                trial.recordedFrom().orElse(null),
                result.desktops(),
                result.openings().all(),
                result.effects().size() - delayed,
                delayed,
                delayed == 0 ? null : minutes(result.delayed().dividedBy(delayed), locale),
                result.openings().newlyReady(),
                runs ? hours(result, locale) : null,
                minutes(trial.measured(), locale),
                trial.affected(),
                trial.more());
    }

    private static Hours hours(TrialResult result, Locale locale) {
        return new Hours(
                figure(result.ranSeconds() / SECONDS_AN_HOUR, locale),
                figure(result.wouldRunSeconds() / SECONDS_AN_HOUR, locale),
                figure(Math.abs(result.savedSeconds()) / SECONDS_AN_HOUR, locale),
                result.savedSeconds() < 0,
                Money.text(result.cost().total(), locale),
                Money.text(result.wouldCost().total(), locale),
                Money.text(result.saved(), locale));
    }

    private static String minutes(Duration duration, Locale locale) {
        return figure(duration.toMillis() / MILLIS_A_MINUTE, locale);
    }

    private static String figure(double value, Locale locale) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(1);
        return format.format(value);
    }
}
