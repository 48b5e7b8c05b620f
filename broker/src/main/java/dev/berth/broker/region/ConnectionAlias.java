package dev.berth.broker.region;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one address that people keep, whichever region serves them.
 *
 * @param home the region that it was made in, which alone changes it
 * @param name a host name, 1 to 255 of letters, digits, '.' and '-'
 * @param regions in order of preference; empty while it is not associated with any
 */
public record ConnectionAlias(
        AliasId id, RegionName home, String name, List<RegionName> regions, long revision, Instant createdAt) {

    private static final Pattern ALLOWED = Pattern.compile("[.0-9a-zA-Z-]{1,255}");
    private static final Pattern HOST_NAME = Pattern.compile(
            "[0-9a-zA-Z]([0-9a-zA-Z-]{0,61}[0-9a-zA-Z])?(\\.[0-9a-zA-Z]([0-9a-zA-Z-]{0,61}[0-9a-zA-Z])?)+");
    private static final int MOST_REGIONS = 5;

    public ConnectionAlias {
        requireName(name);
        regions = List.copyOf(regions);
        if (regions.size() > MOST_REGIONS) {
            throw new IllegalArgumentException(
                    "regions has " + regions.size() + " entries; allowed are up to " + MOST_REGIONS + ".");
        }
        if (new HashSet<>(regions).size() < regions.size()) {
            throw new IllegalArgumentException("regions is " + regions + "; each region is allowed once.");
        }
    }

    /** @throws IllegalArgumentException with a sentence */
    public static void requireName(String name) {
        if (!ALLOWED.matcher(name).matches() || !HOST_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name is '" + name
                            + "'; allowed is a full host name such as desktops.example.com: 1 to 255 of letters, digits, '.' and '-', in parts that neither begin nor end with '-'.");
        }
    }
}
