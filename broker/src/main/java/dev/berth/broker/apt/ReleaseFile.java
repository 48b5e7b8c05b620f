package dev.berth.broker.apt;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror says of the indexes of a release.
 *
 * @param files by their path
 * @param byHash whether a file can be asked for by its sum, which a mirror that changes meanwhile does not break
 * @param automatic whether its packages are installed without being asked for: those of backports are not
 * @param validUntil empty where it is not said
 */
record ReleaseFile(Map<String, Listed> files, boolean byHash, boolean automatic, Optional<Instant> validUntil) {

    private static final Pattern SUM = Pattern.compile(" ([0-9a-f]{64}) +([0-9]{1,15}) +(\\S{1,300})");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z0-9-]+): ?(.*)");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss z", Locale.ENGLISH);
    private static final String YES = "yes";

    /** @param bytes its length */
    record Listed(String path, String sha256, long bytes) {}

    /** With these files alone: others' lines are not kept, however many there are. */
    ReleaseFile of(Set<String> paths) {
        Map<String, Listed> kept = new HashMap<>(files);
        kept.keySet().retainAll(paths);
        return new ReleaseFile(Map.copyOf(kept), byHash, automatic, validUntil);
    }

    static ReleaseFile parse(String text) throws IndexRefusedException {
        Map<String, Listed> files = new HashMap<>();
        Map<String, String> fields = new HashMap<>();
        String field = "";
        for (String line : text.split("\r?\n", -1)) {
            Matcher sum = SUM.matcher(line);
            Matcher named = FIELD.matcher(line);
            if (line.startsWith(" ")) {
                if (field.equals("SHA256") && sum.matches()) {
                    files.put(sum.group(3), new Listed(sum.group(3), sum.group(1), Long.parseLong(sum.group(2))));
                }
            } else if (named.matches()) {
                field = named.group(1);
                fields.put(field, named.group(2).strip());
            } else if (line.startsWith("-----BEGIN PGP SIGNATURE")) {
                break;
            }
        }
        if (files.isEmpty()) {
            throw new IndexRefusedException("it names no SHA-256 sums");
        }
        return new ReleaseFile(
                Map.copyOf(files),
                YES.equals(fields.get("Acquire-By-Hash")),
                !YES.equals(fields.get("NotAutomatic")),
                until(fields.get("Valid-Until")));
    }

    private static Optional<Instant> until(@Nullable String text) throws IndexRefusedException {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(text, DATE).toInstant());
        } catch (DateTimeException e) {
            throw new IndexRefusedException("its Valid-Until is no date", e);
        }
    }
}
