package dev.berth.portal.door;

import dev.berth.ipacl.TrustedProxies;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxies that Berth stands behind.
 *
 * @param trustedProxies addresses or blocks whose {@code X-Forwarded-For} and {@code Forwarded} are believed; none
 *     unless told, no private range either
 */
@ConfigurationProperties("berth")
record ProxySettings(@DefaultValue List<String> trustedProxies) {

    ProxySettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    TrustedProxies parsed() {
        return TrustedProxies.parse("berth.trusted-proxies", trustedProxies);
    }
}
