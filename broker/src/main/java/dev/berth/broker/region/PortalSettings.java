package dev.berth.broker.region;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where people reach this region.
 *
 * @param publicUrl the portal's own address, which is not the alias; peers send people there. Without it they cannot
 */
@ConfigurationProperties("berth")
public record PortalSettings(@Nullable URI publicUrl) {

    public PortalSettings {
        if (publicUrl != null
                && (publicUrl.getHost() == null
                        || publicUrl.getUserInfo() != null
                        || publicUrl.getQuery() != null
                        || publicUrl.getFragment() != null
                        || !(publicUrl.getPath().isEmpty()
                                || publicUrl.getPath().equals("/")))) {
            throw new IllegalArgumentException("berth.public-url is '" + publicUrl
                    + "'; allowed is a web address without a path, such as https://desktops.example.com.");
        }
    }
}
