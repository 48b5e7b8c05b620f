package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What another AUTO_STOP time would have saved, and whom it would have kept waiting. */
@Component
public class WhatIf {

    private static final int LONGEST_MINUTES = 43_200;
    private static final Period LONGEST_SPAN = Period.ofMonths(13);
    private static final int SAMPLE = 200;
    private static final double MILLIS = 1_000;

    private final JdbcUsage usage;
    private final JdbcPrices prices;
    private final JdbcClient jdbc;
    private final MeteringSettings settings;
    private final Clock clock;

    WhatIf(JdbcUsage usage, JdbcPrices prices, JdbcClient jdbc, MeteringSettings settings, Clock clock) {
        this.usage = usage;
        this.prices = prices;
        this.jdbc = jdbc;
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
        var meter = new Meter(new PriceList(prices.list()), settings.zone());
        Optional<Duration> resume = usualResume(question.bundle());
        var trial = new Trial(new Policy(after, resume.orElse(Duration.ZERO)), meter, span);
        List<TrialResult> results = new ArrayList<>();
        usage.each(new JdbcUsage.Question(span, meter.months(span), after), now, history -> {
            if (concerns(history, question.bundle(), span)) {
                results.add(trial.of(history));
            }
        });
        return new Answer(question, TrialResult.sum(results), resume, recordedFrom());
    }

    private static boolean concerns(History history, @Nullable BundleId bundle, Span span) {
        return history.kept().stream()
                .anyMatch(kept ->
                        span.overlaps(kept.began(), kept.until()) && (bundle == null || bundle.equals(kept.bundle())));
    }

    private Optional<Instant> recordedFrom() {
        return jdbc
                .sql("select began_at from usage_interval where kind = 'KEPT' order by began_at limit 1")
                .query((row, number) -> JdbcUsage.instant(row, "began_at"))
                .list()
                .stream()
                .findFirst();
    }

    /** The middle one of the latest openings that found a machine stopped; a desktop's very first making does not count. */
    private Optional<Duration> usualResume(@Nullable BundleId bundle) {
        return jdbc.sql("""
                        with waited as (
                            select extract(epoch from ready.at - s.opened_at) as took
                              from session s
                              join desktop d on d.id = s.desktop_id
                              join session_stage ready on ready.session_id = s.id and ready.stage = 'GUEST_READY'
                             where (:bundle::uuid is null or d.bundle_id = :bundle)
                               and s.opened_at > d.first_ready_at
                               and ready.at > s.opened_at + interval '500 milliseconds'
                             order by s.opened_at desc
                             limit :sample)
                        select percentile_cont(0.5) within group (order by took) as took from waited
                        """)
                .param("bundle", bundle == null ? null : bundle.value())
                .param("sample", SAMPLE)
                .query(WhatIf::took)
                .single();
    }

    private static Optional<Duration> took(ResultSet row, int number) throws SQLException {
        double seconds = row.getDouble("took");
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(Math.round(seconds * MILLIS)));
    }
}
