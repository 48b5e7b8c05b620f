package dev.berth.broker.session;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which files may pass in one direction.
 *
 * @param types endings of names without the dot, such as {@code pdf}; null for any
 * @param largestMib of one file
 */
public record FileRule(boolean allowed, @Nullable List<String> types, long largestMib) {

    public static final FileRule ANYTHING = new FileRule(true, null, 1_024);
    public static final FileRule NOTHING = new FileRule(false, null, 1_024);

    private static final int MOST_TYPES = 100;
    private static final long MOST_MIB = 1_048_576;
    private static final long BYTES_PER_MIB = 1_048_576;
    private static final Pattern TYPE = Pattern.compile("[a-z0-9]{1,12}");

    public FileRule {
        types = types == null
                ? null
                : types.stream()
                        .map(type -> type.toLowerCase(Locale.ROOT))
                        .distinct()
                        .sorted()
                        .toList();
        if (types != null && (types.isEmpty() || types.size() > MOST_TYPES)) {
            throw new IllegalArgumentException("types has " + types.size() + " entries; allowed are 1 to " + MOST_TYPES
                    + ", or none at all for any type.");
        }
        if (types != null) {
            types.stream()
                    .filter(type -> !TYPE.matcher(type).matches())
                    .findFirst()
                    .ifPresent(wrong -> {
                        throw new IllegalArgumentException(
                                "types has '" + wrong
                                        + "'; allowed are endings of file names without the dot, such as pdf: 1 to 12 of a-z and 0-9.");
                    });
        }
        if (largestMib < 1 || largestMib > MOST_MIB) {
            throw new IllegalArgumentException(
                    "largestMib is " + largestMib + "; allowed are 1 to " + MOST_MIB + " MiB.");
        }
    }

    public long largestBytes() {
        return largestMib * BYTES_PER_MIB;
    }
}
