package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.metering.Costs;
import dev.berth.broker.metering.Prices;
import dev.berth.broker.metering.TrialResult;
import dev.berth.broker.metering.WhatIf;
import dev.berth.broker.power.PolicyTrial;
import dev.berth.broker.power.PolicyTrials;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Tries an AUTO_STOP time on what is recorded. */
@Controller
class WhatIfPages {

    private static final Set<String> FIELDS = Set.of("bundle", "minutes", "from", "to");
    private static final double SECONDS_AN_HOUR = 3_600;
    private static final double MILLIS = 1_000;

    private final WhatIf whatIf;
    private final PolicyTrials trials;
    private final Costs costs;
    private final Prices prices;
    private final JdbcBundles bundles;

    WhatIfPages(WhatIf whatIf, PolicyTrials trials, Costs costs, Prices prices, JdbcBundles bundles) {
        this.whatIf = whatIf;
        this.trials = trials;
        this.costs = costs;
        this.prices = prices;
        this.bundles = bundles;
    }

    /** @param moreHours whether machines would have run longer than they did */
    public record Answer(
            long desktops,
            String ran,
            String wouldRun,
            String saved,
            boolean moreHours,
            String cost,
            String wouldCost,
            String savedCost,
            boolean unpriced,
            TrialResult.Openings openings,
            @Nullable String resume,
            @Nullable String waiting) {

        static Answer of(WhatIf.Answer answer, Locale locale) {
            TrialResult result = answer.result();
            return new Answer(
                    result.desktops(),
                    hours(result.ranSeconds(), locale),
                    hours(result.wouldRunSeconds(), locale),
                    hours(Math.abs(result.savedSeconds()), locale),
                    result.savedSeconds() < 0,
                    Money.text(result.cost().total(), locale),
                    Money.text(result.wouldCost().total(), locale),
                    Money.text(result.saved(), locale),
                    result.cost().unpriced() + result.wouldCost().unpriced() > 0,
                    result.openings(),
                    answer.resume().map(wait -> seconds(wait, locale)).orElse(null),
                    answer.resume()
                            .map(wait ->
                                    seconds(wait.multipliedBy(result.openings().newlyWaiting()), locale))
                            .orElse(null));
        }

        private static String hours(long seconds, Locale locale) {
            return figure(seconds / SECONDS_AN_HOUR, locale);
        }

        private static String seconds(Duration duration, Locale locale) {
            return figure(duration.toMillis() / MILLIS, locale);
        }

        private static String figure(double value, Locale locale) {
            NumberFormat format = NumberFormat.getNumberInstance(locale);
            format.setMaximumFractionDigits(1);
            return format.format(value);
        }
    }

    @GetMapping("/admin/metering/what-if")
    String whatIf(
            @RequestParam(defaultValue = "") String bundle,
            @RequestParam(required = false) @Nullable String minutes,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            Locale locale,
            Model model) {
        LocalDate today = prices.today();
        String begin = from == null ? today.minusDays(29).toString() : from;
        String end = to == null ? today.toString() : to;
        model.addAttribute("bundle", bundle);
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("minutes", minutes == null ? "60" : minutes);
        model.addAttribute("from", begin);
        model.addAttribute("to", end);
        model.addAttribute("problems", Map.of());
        model.addAttribute("zone", costs.zone());
        if (minutes != null) {
            try {
                WhatIf.Answer answer = whatIf.ask(new WhatIf.Question(
                        bundleId(bundle), Problems.whole("minutes", minutes), day("from", begin), day("to", end)));
                model.addAttribute("answer", Answer.of(answer, locale));
                List<PolicyTrial.Affected> affected = trials.named(answer.result());
                model.addAttribute("affected", affected);
                model.addAttribute("more", answer.result().effects().size() - affected.size());
                model.addAttribute("recordedFrom", answer.recordedFrom().orElse(null));
            } catch (IllegalArgumentException e) {
                model.addAttribute("problems", Problems.of(e, FIELDS));
            }
        }
        return "admin/what-if";
    }

    private static @Nullable BundleId bundleId(String bundle) {
        try {
            return bundle.isBlank() ? null : new BundleId(UUID.fromString(bundle.strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bundle is '" + bundle + "'; allowed is one of the list.", e);
        }
    }

    private static LocalDate day(String field, String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(field + " is '" + text + "'; allowed are days such as 2026-11-21.", e);
        }
    }
}
