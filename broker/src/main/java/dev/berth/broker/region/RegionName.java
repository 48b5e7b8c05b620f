package dev.berth.broker.region;

import java.util.regex.Pattern;

/** What a region is called: 1 to 40 of a-z, 0-9 and '-', starting with a letter or digit. */
public record RegionName(String value) implements Comparable<RegionName> {

    static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public RegionName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("region is '" + value
                    + "'; allowed are 1 to 40 of a-z, 0-9 and '-', starting with a letter or digit.");
        }
    }

    @Override
    public int compareTo(RegionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
