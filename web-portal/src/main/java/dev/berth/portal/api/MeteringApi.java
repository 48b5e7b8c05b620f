package dev.berth.portal.api;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.metering.Amounts;
import dev.berth.broker.metering.Breakdown;
import dev.berth.broker.metering.CostReport;
import dev.berth.broker.metering.CostRow;
import dev.berth.broker.metering.Costs;
import dev.berth.broker.metering.DailyFiles;
import dev.berth.broker.metering.DailyFiles.DailyFile;
import dev.berth.broker.metering.Effect;
import dev.berth.broker.metering.Tally;
import dev.berth.broker.metering.WhatIf;
import dev.berth.broker.power.PolicyTrial;
import dev.berth.broker.power.PolicyTrials;
import dev.berth.broker.sheet.Csv;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What desktops cost: months, days as files, and what another AUTO_STOP time would have cost. */
@RestController
@RequestMapping("/api/v1/metering")
class MeteringApi {

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final List<String> MONTH_HEADER = List.of(
            "month",
            "by",
            "key",
            "name",
            "detail",
            "desktops",
            "hours",
            "currency",
            "monthly",
            "base",
            "hourly",
            "total",
            "unpriced");

    private final Costs costs;
    private final DailyFiles files;
    private final WhatIf whatIf;
    private final PolicyTrials trials;

    MeteringApi(Costs costs, DailyFiles files, WhatIf whatIf, PolicyTrials trials) {
        this.costs = costs;
        this.files = files;
        this.whatIf = whatIf;
        this.trials = trials;
    }

    /**
     * @param saved what would not have been owed; negative where more would have been
     * @param newlyWaiting openings that would have found a stopped machine and did not
     * @param peopleNewlyWaiting whose those are
     * @param interrupted how many of them took a session up again that had been left
     * @param affected the first of them, by time
     * @param resumeMillis how long such an opening usually waits; null when none is recorded
     */
    record WhatIfResource(
            WhatIf.Question question,
            long desktops,
            Duration ran,
            Duration wouldRun,
            Tally cost,
            Tally wouldCost,
            Amounts saved,
            long openings,
            long waited,
            long wouldWait,
            long newlyWaiting,
            int peopleNewlyWaiting,
            long interrupted,
            List<PolicyTrial.Affected> affected,
            @Nullable Long resumeMillis) {}

    @GetMapping("/months/{month}")
    CostReport month(@PathVariable String month, @RequestParam(defaultValue = "PERSON") Breakdown by) {
        return costs.report(parse(month), by);
    }

    @GetMapping("/months/{month}.csv")
    ResponseEntity<String> monthAsCsv(@PathVariable String month, @RequestParam(defaultValue = "PERSON") Breakdown by) {
        CostReport report = costs.report(parse(month), by);
        List<List<@Nullable Object>> lines =
                report.rows().stream().flatMap(row -> lines(report, row)).toList();
        String name = "berth-costs-" + report.month() + "-" + by.name().toLowerCase(Locale.ROOT) + ".csv";
        return file(name, Csv.text(MONTH_HEADER, lines));
    }

    @GetMapping("/daily/{day}.csv")
    ResponseEntity<String> day(@PathVariable String day) {
        DailyFile file;
        try {
            file = files.file(LocalDate.parse(day));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("day is '" + day + "'; allowed are days such as 2026-11-21, in UTC.", e);
        }
        String name = "berth-usage-" + file.day() + (file.complete() ? "" : "-so-far") + ".csv";
        return file(name, file.csv());
    }

    @GetMapping("/what-if")
    WhatIfResource whatIf(
            @RequestParam(required = false) @Nullable UUID bundle,
            @RequestParam int minutes,
            @RequestParam LocalDate from,
            @RequestParam LocalDate to) {
        WhatIf.Answer answer =
                whatIf.ask(new WhatIf.Question(bundle == null ? null : new BundleId(bundle), minutes, from, to));
        var result = answer.result();
        return new WhatIfResource(
                answer.question(),
                result.desktops(),
                Duration.ofSeconds(result.ranSeconds()),
                Duration.ofSeconds(result.wouldRunSeconds()),
                result.cost(),
                result.wouldCost(),
                result.saved(),
                result.openings().all(),
                result.openings().waited(),
                result.openings().wouldWait(),
                result.openings().newlyWaiting(),
                result.openings().people().size(),
                result.count(Effect.Kind.INTERRUPTED),
                trials.named(result),
                answer.resume().map(Duration::toMillis).orElse(null));
    }

    private static ResponseEntity<String> file(String name, String csv) {
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(csv);
    }

    /** A line for each currency; one without any where nothing had a price. */
    private static Stream<List<@Nullable Object>> lines(CostReport report, CostRow row) {
        Tally tally = row.tally();
        SortedSet<Currency> currencies = new TreeSet<>(Comparator.comparing(Currency::getCurrencyCode));
        currencies.addAll(tally.total().minor().keySet());
        if (currencies.isEmpty()) {
            return Stream.of(line(report, row, Optional.empty()));
        }
        return currencies.stream().map(currency -> line(report, row, Optional.of(currency)));
    }

    private static List<@Nullable Object> line(CostReport report, CostRow row, Optional<Currency> currency) {
        Tally tally = row.tally();
        List<@Nullable Object> cells = new ArrayList<>();
        cells.addAll(List.of(report.month(), report.by(), row.key(), row.name(), row.detail()));
        cells.addAll(List.of(tally.desktops(), tally.hours()));
        cells.add(currency.map(Currency::getCurrencyCode).orElse(null));
        for (Amounts amounts : List.of(tally.monthly(), tally.base(), tally.hourly(), tally.total())) {
            cells.add(currency.map(unit -> amounts.units().getOrDefault(unit, BigDecimal.ZERO))
                    .orElse(null));
        }
        cells.add(tally.unpriced());
        return cells;
    }

    private static YearMonth parse(String month) {
        try {
            return YearMonth.parse(month);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("month is '" + month + "'; allowed are months such as 2026-11.", e);
        }
    }
}
