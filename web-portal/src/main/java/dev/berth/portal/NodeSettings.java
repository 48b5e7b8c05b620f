package dev.berth.portal;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this node is.
 *
 * @param roles what it does; all of them unless told
 * @param dataDir where it keeps what must survive a restart: keys, and the embedded database and directory
 * @param publicUrl how browsers reach the portal; an {@code https:} address makes cookies secure even when a proxy ends
 *     TLS in front of this node
 */
@ConfigurationProperties("berth")
public record NodeSettings(
        @DefaultValue({"PORTAL", "GATEWAY", "SCHEDULER"}) Set<NodeRole> roles,
        @DefaultValue("/var/lib/berth") Path dataDir,
        @Nullable URI publicUrl) {

    public NodeSettings {
        roles = Set.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "berth.roles is empty; a node needs at least one of portal, gateway, scheduler");
        }
        if (publicUrl != null && !"https".equals(publicUrl.getScheme()) && !"http".equals(publicUrl.getScheme())) {
            throw new IllegalArgumentException(
                    "berth.public-url '%s' is not a web address; write it as https://desktops.example.com"
                            .formatted(publicUrl));
        }
    }

    public boolean publishedOverTls() {
        return publicUrl != null && "https".equals(publicUrl.getScheme());
    }
}
