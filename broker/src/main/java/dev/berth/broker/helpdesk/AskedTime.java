package dev.berth.broker.helpdesk;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Reads the time of a question. */
final class AskedTime {

    private static final String FIELD = "time";
    private static final String ALLOWED =
            "'now', or a time that has passed, such as 2026-11-22 09:30 (UTC) or 2026-11-22T18:30+09:00";

    private AskedTime() {}

    /** Empty for the present time. */
    static Optional<Instant> parse(String typed, Instant now) {
        String text = typed.strip();
        if (text.isEmpty() || text.equalsIgnoreCase("now")) {
            return Optional.empty();
        }
        Instant at = instant(text);
        if (at.isAfter(now)) {
            throw new IllegalArgumentException("%s is '%s', which has not come yet: nothing that decides depends on the"
                            .formatted(FIELD, Typed.shown(text))
                    + " hour, so ask without a time. Allowed is " + ALLOWED + ".");
        }
        return Optional.of(at.truncatedTo(ChronoUnit.SECONDS));
    }

    private static Instant instant(String text) {
        String iso = text.replace(' ', 'T').toUpperCase(Locale.ROOT);
        boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 0 || iso.lastIndexOf('-') > iso.indexOf('T');
        try {
            return zoned
                    ? OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                            .toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s is '%s'; allowed is %s.".formatted(FIELD, Typed.shown(text), ALLOWED), e);
        }
    }
}
