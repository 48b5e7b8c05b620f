package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.Field;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** On which days a window is planned. */
public sealed interface Rhythm {

    int MOST_DATES = 366;

    boolean plans(LocalDate day);

    /** Every week on these days. */
    record Weekly(Set<DayOfWeek> days) implements Rhythm {

        public Weekly {
            days = Set.copyOf(days);
            if (days.isEmpty()) {
                throw new IllegalArgumentException(
                        "days is empty; allowed are one or more of MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY,"
                                + " SATURDAY, SUNDAY.");
            }
        }

        @Override
        public boolean plans(LocalDate day) {
            return days.contains(day.getDayOfWeek());
        }

        @Override
        public String toString() {
            return "weekly on " + new TreeSet<>(days);
        }
    }

    /** On these days and never again. */
    record Dates(SortedSet<LocalDate> days) implements Rhythm {

        public Dates {
            days = new TreeSet<>(days);
            if (days.isEmpty() || days.size() > MOST_DATES) {
                throw new IllegalArgumentException(
                        "dates has " + days.size() + " days; allowed are 1 to " + MOST_DATES + ", such as 2027-01-31.");
            }
            for (LocalDate day : days) {
                Field.within("dates", day.getYear(), 2000, 2199, "as the year");
            }
        }

        @Override
        public boolean plans(LocalDate day) {
            return days.contains(day);
        }

        @Override
        public String toString() {
            return "on " + days;
        }
    }

    /**
     * Once a month for each desktop, on one of some days from, say, the third Monday on: desktops are spread over them.
     *
     * @param nth which such weekday of the month the first of the days is
     * @param spread over how many days
     */
    record Monthly(int nth, DayOfWeek first, int spread) implements Rhythm {

        public Monthly {
            Field.within("nth", nth, 1, 4, "");
            Field.within("spreadDays", spread, 1, 28, "days");
        }

        @Override
        public boolean plans(LocalDate day) {
            return slot(day) >= 0;
        }

        /** The how manieth of the days this is, from 0; -1 when it is none. */
        int slot(LocalDate day) {
            int own = slot(YearMonth.from(day), day);
            return own >= 0 ? own : slot(YearMonth.from(day).minusMonths(1), day);
        }

        private int slot(YearMonth month, LocalDate day) {
            LocalDate begin = month.atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(nth, first));
            long after = ChronoUnit.DAYS.between(begin, day);
            return after >= 0 && after < spread ? (int) after : -1;
        }

        @Override
        public String toString() {
            return "monthly, spread over %d days from %s number %d".formatted(spread, first, nth);
        }
    }
}
