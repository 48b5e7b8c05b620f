package dev.berth.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From which pages a browser may open a tunnel. A browser sends its cookies along with a WebSocket from any page, and
 * says in Origin which page it was; so a foreign one, or none, is refused.
 */
final class PortalOrigins {

    private final Set<String> configured;

    /** @param configured scheme, host and port as in {@code https://desktops.example.com}; if empty, the address asked */
    PortalOrigins(Set<String> configured) {
        this.configured = configured.stream().map(PortalOrigins::checked).collect(Collectors.toUnmodifiableSet());
    }

    boolean accepts(HttpServletRequest request) {
        @Nullable String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        return configured.isEmpty() ? asked.equals(ownOrigin(request)) : configured.contains(asked);
    }

    private static String ownOrigin(HttpServletRequest request) {
        boolean tls = request.isSecure();
        int port = request.getServerPort();
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        boolean usualPort = port == (tls ? 443 : 80);
        return (tls ? "https://" : "http://") + host + (usualPort ? "" : ":" + port);
    }

    private static String checked(String origin) {
        URI uri = URI.create(origin);
        String scheme = String.valueOf(uri.getScheme());
        if (!(scheme.equals("https") || scheme.equals("http"))
                || uri.getHost() == null
                || !uri.getRawSchemeSpecificPart().equals("//" + uri.getRawAuthority())) {
            throw new IllegalArgumentException("origin is '" + origin
                    + "'; allowed is scheme, host and port alone, such as https://desktops.example.com.");
        }
        return origin.toLowerCase(Locale.ROOT);
    }
}
