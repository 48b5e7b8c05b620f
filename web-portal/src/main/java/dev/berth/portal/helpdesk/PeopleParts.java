package dev.berth.portal.helpdesk;

import dev.berth.broker.directory.GroupMembership;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** How pages about people order and measure things. */
@Component("peopleParts")
public class PeopleParts {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Groups that the account itself is in first, then those behind them, each by name. */
    public List<GroupMembership> byName(Collection<GroupMembership> groups) {
        return groups.stream()
                .sorted(Comparator.comparing((GroupMembership group) -> !group.direct())
                        .thenComparing(GroupMembership::name, String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    /** Where a bar begins or how long it is, in hundredths of the whole; a sliver stays visible. */
    public String percent(Duration part, Duration whole) {
        if (whole.isZero()) {
            return "0%";
        }
        double hundredths = Math.min(100, 100.0 * part.toNanos() / whole.toNanos());
        return String.format(Locale.ROOT, "%.2f%%", hundredths);
    }

    /** {@code 2026-11-22 08:15 UTC}: a moment inside of a sentence. */
    public String minute(Instant moment) {
        return MINUTE.format(moment);
    }

    /** {@code 0.4 s}; empty for what nobody waited for. */
    public String seconds(Duration duration) {
        return duration.toMillis() < 1 ? "" : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
