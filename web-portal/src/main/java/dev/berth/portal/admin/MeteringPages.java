package dev.berth.portal.admin;

import dev.berth.broker.metering.Breakdown;
import dev.berth.broker.metering.CostReport;
import dev.berth.broker.metering.CostRow;
import dev.berth.broker.metering.Costs;
import dev.berth.broker.metering.DailyFiles;
import dev.berth.broker.metering.Tally;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What desktops cost in a month, and the days as files. */
@Controller
class MeteringPages {

    private static final int SHOWN = 500;
    private static final int MONTHS = 13;
    private static final int DAYS = 14;

    private final Costs costs;
    private final DailyFiles files;

    MeteringPages(Costs costs, DailyFiles files) {
        this.costs = costs;
        this.files = files;
    }

    /** @param list what the desktops' list is searched for to show those of the row; null where it cannot */
    public record Row(
            String name,
            String detail,
            @Nullable String list,
            long desktops,
            long hours,
            String monthly,
            String base,
            String hourly,
            String total,
            long unpriced) {

        static Row of(String name, String detail, @Nullable String list, Tally tally, Locale locale) {
            return new Row(
                    name,
                    detail,
                    list,
                    tally.desktops(),
                    tally.hours(),
                    Money.text(tally.monthly(), locale),
                    Money.text(tally.base(), locale),
                    Money.text(tally.hourly(), locale),
                    Money.text(tally.total(), locale),
                    tally.unpriced());
        }
    }

    @GetMapping("/admin/metering")
    String month(
            @RequestParam(defaultValue = "") String month,
            @RequestParam(defaultValue = "PERSON") Breakdown by,
            Locale locale,
            Model model) {
        CostReport report = costs.report(parse(month), by);
        model.addAttribute("report", report);
        model.addAttribute(
                "rows",
                report.rows().stream()
                        .limit(SHOWN)
                        .map(row -> row(row, by, locale))
                        .toList());
        model.addAttribute("total", Row.of("", "", null, report.total(), locale));
        model.addAttribute("left", Math.max(0, report.rows().size() - SHOWN));
        model.addAttribute("by", by);
        model.addAttribute("breakdowns", Breakdown.values());
        model.addAttribute("month", report.month());
        model.addAttribute("months", months(report.month()));
        model.addAttribute("zone", costs.zone());
        model.addAttribute("today", files.today());
        model.addAttribute(
                "days",
                Stream.iterate(1, back -> back + 1)
                        .limit(DAYS)
                        .map(back -> files.today().minusDays(back))
                        .toList());
        return "admin/metering";
    }

    private static Row row(CostRow row, Breakdown by, Locale locale) {
        String list = switch (by) {
            case PERSON -> row.detail().isEmpty() ? null : row.detail();
            case GROUP -> null;
            case BUNDLE, DESKTOP -> row.name();
        };
        return Row.of(row.name(), row.detail(), list, row.tally(), locale);
    }

    /** The last thirteen, and the one that is shown. */
    private List<YearMonth> months(YearMonth shown) {
        List<YearMonth> latest = Stream.iterate(costs.thisMonth(), month -> month.minusMonths(1))
                .limit(MONTHS)
                .toList();
        return latest.contains(shown)
                ? latest
                : Stream.concat(latest.stream(), Stream.of(shown)).toList();
    }

    private YearMonth parse(String month) {
        try {
            return month.isBlank() ? costs.thisMonth() : YearMonth.parse(month.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("month is '" + month + "'; allowed are months such as 2026-11.", e);
        }
    }
}
