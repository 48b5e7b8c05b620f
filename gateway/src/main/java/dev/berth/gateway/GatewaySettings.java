package dev.berth.gateway;

import dev.berth.gateway.guacd.GuacdSettings;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How this node's gateway works.
 *
 * @param guacd where it listens, and how long it may take
 * @param limits how long a tunnel waits
 * @param maxClipboard of one text, each way; guacd itself holds 256 KiB
 * @param serverLayout guacd's name of the keyboard layout that guests have
 * @param onlyPinned whether nobody is connected to a guest whose certificate is not known and checked; needs guacd 1.6
 * @param origins the portal's addresses as browsers see them: {@code https://desktops.example.com}; needed wherever a proxy
 *     ends TLS or changes the Host header, for then the address that this node sees is not theirs, and no session connects
 */
@ConfigurationProperties("berth.gateway")
record GatewaySettings(
        @DefaultValue GuacdSettings guacd,
        @DefaultValue TunnelLimits limits,
        @DefaultValue("256KB") DataSize maxClipboard,
        @DefaultValue("en-us-qwerty") String serverLayout,
        @DefaultValue("false") boolean onlyPinned,
        @DefaultValue Set<String> origins) {

    private static final DataSize GUACDS_CLIPBOARD = DataSize.ofKilobytes(256);

    GatewaySettings {
        origins = Set.copyOf(origins);
        if (maxClipboard.isNegative() || maxClipboard.compareTo(GUACDS_CLIPBOARD) > 0) {
            throw new IllegalArgumentException(
                    "berth.gateway.max-clipboard is " + maxClipboard + "; allowed are 0 to " + GUACDS_CLIPBOARD + ".");
        }
        if (!serverLayout.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("berth.gateway.server-layout is '" + serverLayout
                    + "'; allowed is a layout that guacd knows, such as en-us-qwerty.");
        }
    }
}
