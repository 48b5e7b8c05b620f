package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What another policy would have saved, and whom it would have kept waiting. */
@Component
public class WhatIf {

    private static final int LONGEST_MINUTES = 43_200;
    private static final Period LONGEST_SPAN = Period.ofMonths(13);

    private final JdbcUsage usage;
    private final JdbcPrices prices;
    private final StartTimes startTimes;
    private final MeteringSettings settings;
    private final Clock clock;

    WhatIf(JdbcUsage usage, JdbcPrices prices, StartTimes startTimes, MeteringSettings settings, Clock clock) {
        this.usage = usage;
        this.prices = prices;
        this.startTimes = startTimes;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What is tried.
     *
     * @param bundle null for all
     * @param minutes how long nobody is there before a machine stops
     * @param from the first day, in the region's time zone
     * @param to the last day
     */
    public record Question(@Nullable BundleId bundle, int minutes, LocalDate from, LocalDate to) {

        public Question {
            if (minutes < 1 || minutes > LONGEST_MINUTES) {
                throw new IllegalArgumentException(
                        "minutes is '" + minutes + "'; allowed are 1 to " + LONGEST_MINUTES + ".");
            }
            if (from.getYear() < 2000 || to.isBefore(from) || !to.isBefore(from.plus(LONGEST_SPAN))) {
                throw new IllegalArgumentException(
                        "to is '" + to + "'; allowed are days from " + from + " on, at most 13 months of them.");
            }
        }
    }

    /**
     * @param resume how long an opening of a stopped machine usually waited; empty when none is recorded
     * @param recordedFrom the first moment of which there is a record; empty when there is none
     */
    public record Answer(
            Question question, TrialResult result, Optional<Duration> resume, Optional<Instant> recordedFrom) {}

    public Answer ask(Question question) {
        Instant now = clock.instant();
        Instant end = question.to().plusDays(1).atStartOfDay(settings.zone()).toInstant();
        Instant begin = question.from().atStartOfDay(settings.zone()).toInstant();
        if (begin.isAfter(now)) {
            throw new IllegalArgumentException("from is '" + question.from() + "'; allowed are days that have begun.");
        }
        var span = new Span(begin, end.isBefore(now) ? end : now);
        var after = Duration.ofMinutes(question.minutes());
        Set<BundleId> bundles = question.bundle() == null ? Set.of() : Set.of(question.bundle());
        Optional<Duration> resume = startTimes.usual(bundles);
        TrialResult result = on(
                span,
                history -> concerns(history, question.bundle(), span),
                Policy.autoStop(after, resume.orElse(Duration.ZERO)));
        return new Answer(question, result, resume, usage.recordedFrom());
    }

    /** Tries a policy on what is recorded of those desktops in the span. */
    public TrialResult ask(Span span, Set<DesktopId> desktops, Policy policy) {
        return on(span, history -> desktops.contains(history.desktop()), policy);
    }

    /** Tries turns of maintenance on what is recorded of the desktops that have any. */
    public TrialResult ask(Span span, Map<DesktopId, List<Span>> turns) {
        var trial = new WindowTrial(span);
        List<TrialResult> results = new ArrayList<>();
        usage.each(new JdbcUsage.Question(span, span, Duration.ZERO), clock.instant(), history -> {
            List<Span> own = turns.get(history.desktop());
            if (own != null) {
                results.add(trial.of(history, own));
            }
        });
        return TrialResult.sum(results);
    }

    /** How long an opening of a stopped machine of any of the bundles usually waits; of all where none is named. */
    public Optional<Duration> usualStart(Set<BundleId> bundles) {
        return startTimes.usual(bundles);
    }

    /** The first moment of which there is a record; empty when there is none. */
    public Optional<Instant> recordedFrom() {
        return usage.recordedFrom();
    }

    private TrialResult on(Span span, Predicate<History> concerns, Policy policy) {
        var meter = new Meter(new PriceList(prices.list()), settings.zone());
        var trial = new Trial(policy, meter, span);
        List<TrialResult> results = new ArrayList<>();
        var wanted = new JdbcUsage.Question(span, meter.months(span), policy.lookBack());
        usage.each(wanted, clock.instant(), history -> {
            if (concerns.test(history)) {
                results.add(trial.of(history));
            }
        });
        return TrialResult.sum(results);
    }

    private static boolean concerns(History history, @Nullable BundleId bundle, Span span) {
        return history.kept().stream()
                .anyMatch(kept ->
                        span.overlaps(kept.began(), kept.until()) && (bundle == null || bundle.equals(kept.bundle())));
    }
}
