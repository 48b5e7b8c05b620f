package dev.berth.portal.record;

import java.time.Duration;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** How lengths and sizes of recordings are written. */
@Component("recordParts")
public class RecordParts {

    private static final double MIB = 1024.0 * 1024.0;

    /** {@code 1:02:03} or {@code 2:03}. */
    public String clock(Duration length) {
        return length.toHours() > 0
                ? "%d:%02d:%02d".formatted(length.toHours(), length.toMinutesPart(), length.toSecondsPart())
                : "%d:%02d".formatted(length.toMinutesPart(), length.toSecondsPart());
    }

    public String size(long bytes) {
        return bytes < 100 * 1024
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }
}
