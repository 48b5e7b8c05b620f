package dev.berth.broker.metering;

import dev.berth.broker.metering.JdbcCostNames.Name;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a daily file.
 *
 * @param kind {@code session}, {@code run} or {@code month}
 * @param because why it ended; empty where nothing did
 * @param charge null where nothing is owed for it
 */
record DayLine(
        String kind,
        UUID desktop,
        UUID person,
        UUID bundle,
        String mode,
        String application,
        Instant began,
        @Nullable Instant ended,
        String because,
        @Nullable Charge charge,
        String session) {

    static final List<String> HEADER = List.of(
            "record",
            "day",
            "desktop_id",
            "host_name",
            "person_id",
            "account",
            "person",
            "bundle_id",
            "bundle",
            "running_mode",
            "application",
            "began_at",
            "ended_at",
            "seconds",
            "ended_because",
            "quantity",
            "unit_price",
            "amount",
            "currency",
            "session");

    List<@Nullable Object> cells(LocalDate date, Name desktopName, Name personName, Name bundleName) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.addAll(List.of(kind, date, desktop, desktopName.name(), person));
        cells.addAll(List.of(personName.detail(), personName.name(), bundle, bundleName.name(), mode));
        cells.addAll(List.of(application, began));
        cells.add(ended);
        cells.add(
                ended == null
                        ? null
                        : Long.valueOf(Duration.between(began, ended).toSeconds()));
        cells.add(because);
        cells.addAll(owed());
        cells.add(session);
        return cells;
    }

    /** Quantity, price of one, amount and currency. */
    private List<@Nullable Object> owed() {
        List<@Nullable Object> cells = new ArrayList<>();
        if (charge == null) {
            cells.add(kind.equals("run") ? "0" : "");
            cells.addAll(List.of("", "", ""));
        } else if (charge.price().isEmpty()) {
            cells.add(charge.quantity());
            cells.addAll(List.of("", "", ""));
        } else {
            var one = new Charge(charge.kind(), charge.usage(), charge.at(), 1, charge.price());
            cells.add(charge.quantity());
            cells.add(amount(one.amount()));
            cells.add(amount(charge.amount()));
            cells.add(charge.price().get().currency());
        }
        return cells;
    }

    /** One of one currency; zero has none. */
    private static BigDecimal amount(Amounts amounts) {
        Collection<BigDecimal> units = amounts.units().values();
        return units.isEmpty() ? BigDecimal.ZERO : units.iterator().next();
    }
}
