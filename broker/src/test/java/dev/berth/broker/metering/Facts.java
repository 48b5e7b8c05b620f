package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

/** One person's desktop, and what is known of it. */
final class Facts {

    static final DesktopId DESKTOP = new DesktopId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    static final PersonId PERSON = new PersonId(UUID.fromString("00000000-0000-4000-8000-000000000002"));
    static final BundleId BUNDLE = new BundleId(UUID.fromString("00000000-0000-4000-8000-000000000003"));
    static final Currency EUR = Currency.getInstance("EUR");

    private Facts() {}

    static Usage usage(RunningMode mode, String began, String until) {
        return usage(mode, Instant.parse(began), Instant.parse(until));
    }

    static Usage usage(RunningMode mode, Instant began, Instant until) {
        return new Usage(DESKTOP, PERSON, BUNDLE, mode, began, until);
    }

    static Visit visit(String opened, String left) {
        return new Visit(PERSON, null, Instant.parse(opened), Instant.parse(left));
    }

    static Visit visit(UUID session, String opened, String left) {
        return new Visit(PERSON, session, Instant.parse(opened), Instant.parse(left));
    }

    static Span span(String from, String to) {
        return new Span(Instant.parse(from), Instant.parse(to));
    }

    /** 25.00 a month, or 9.75 and 0.30 an hour. */
    static Price price(String from) {
        return price(from, 2_500, 975, 30);
    }

    static Price price(String from, long monthly, long base, long hour) {
        return new Price(new PriceId(UUID.randomUUID()), BUNDLE, EUR, monthly, base, hour, Instant.parse(from));
    }

    static PriceList always() {
        return new PriceList(List.of(price("2000-01-01T00:00:00Z")));
    }

    static Tally tally(List<Charge> charges) {
        return charges.stream().map(Tally::of).reduce(Tally.NONE, Tally::plus);
    }
}
