package dev.berth.broker.region;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The region that this node belongs to.
 *
 * @param name its name, the same on every node of the region and never changed once rows carry it
 */
@ConfigurationProperties("berth.region")
public record RegionSettings(@DefaultValue("main") String name) {

    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public RegionSettings {
        if (!ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException("berth.region.name is '" + name
                    + "'; allowed are 1 to 40 of a-z, 0-9 and '-', starting with a letter or digit.");
        }
    }
}
