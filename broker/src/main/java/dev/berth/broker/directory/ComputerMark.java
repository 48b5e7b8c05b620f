package dev.berth.broker.directory;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What shows that a computer account is Berth's own: its description, which names the desktop and the region. */
public record ComputerMark(UUID desktop, String region) {

    private static final Pattern FORM = Pattern.compile(
            "Berth desktop ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) of region (\\S{1,63})\\. Made and removed by Berth\\.");

    static Optional<ComputerMark> read(@Nullable String description) {
        Matcher matcher = FORM.matcher(description == null ? "" : description);
        return matcher.matches()
                ? Optional.of(new ComputerMark(UUID.fromString(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    /** The description. */
    @Override
    public String toString() {
        return "Berth desktop " + desktop + " of region " + region + ". Made and removed by Berth.";
    }
}
