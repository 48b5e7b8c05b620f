package dev.berth.broker.metering;

import static dev.berth.broker.metering.JdbcUsage.utc;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** One CSV file for each UTC day. Once the day is over and settled, its file never changes again. */
@Component
public class DailyFiles {

    private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);
    private static final int DAYS_LOOKED_BACK = 7;

    private final JdbcClient jdbc;
    private final DailySheet sheet;
    private final MeteringSettings settings;
    private final Clock clock;

    DailyFiles(JdbcClient jdbc, DailySheet sheet, MeteringSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.sheet = sheet;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param complete whether it will never change again */
    public record DailyFile(LocalDate day, String csv, boolean complete) {}

    /** The UTC day that it is. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** @param day not in the future */
    public DailyFile file(LocalDate day) {
        if (day.isAfter(today()) || day.isBefore(FIRST)) {
            throw new IllegalArgumentException(
                    "day is '" + day + "'; allowed are UTC days from " + FIRST + " to " + today() + ".");
        }
        Optional<String> frozen = frozen(day);
        if (frozen.isPresent()) {
            return new DailyFile(day, frozen.get(), true);
        }
        String csv = sheet.write(day);
        Instant over = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return clock.instant().isBefore(over.plus(settings.settle()))
                ? new DailyFile(day, csv, false)
                : new DailyFile(day, freeze(day, csv), true);
    }

    /** Freezes the last days that are over, so that what is cleared away later is in them. */
    void keep() {
        LocalDate today = today();
        for (int back = DAYS_LOOKED_BACK; back > 0; back--) {
            LocalDate day = today.minusDays(back);
            if (frozen(day).isEmpty()) {
                file(day);
            }
        }
    }

    /** Whoever was first wrote the file that counts. */
    private String freeze(LocalDate day, String csv) {
        jdbc.sql("insert into metering_day (day, content, frozen_at) values (:day, :csv, :now) on conflict do nothing")
                .param("day", day)
                .param("csv", csv)
                .param("now", utc(clock.instant()))
                .update();
        return frozen(day).orElse(csv);
    }

    private Optional<String> frozen(LocalDate day) {
        return jdbc.sql("select content from metering_day where day = :day")
                .param("day", day)
                .query(String.class)
                .optional();
    }
}
