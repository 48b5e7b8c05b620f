package dev.berth.portal.door;

import dev.berth.broker.token.TokenScope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which scope of a token a route asks for. The first line that fits decides. What a person does for themselves, and
 * whatever nobody thought of, no token may do; reading is the exception.
 */
public final class TokenRoutes {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<HttpMethod> ALL = Set.of();

    private static final List<Line> LINES = List.of(
            line(ALL, "/api/v1/me", EnumSet.allOf(TokenScope.class)),
            nobody("/api/v1/me/**"),
            nobody("/api/v1/views/**"),
            nobody("/api/v1/launchables"),
            nobody("/api/v1/tokens/**"),
            line(READING, "/api/v1/audit/**", EnumSet.of(TokenScope.AUDIT)),
            line(READING, "/api/v1/sessions", EnumSet.of(TokenScope.READ, TokenScope.SESSIONS)),
            line(Set.of(HttpMethod.DELETE), "/api/v1/sessions/*", EnumSet.of(TokenScope.SESSIONS)),
            nobody("/api/v1/sessions/**"),
            line(ALL, "/api/v1/streaming-urls", EnumSet.of(TokenScope.SESSIONS)),
            nobody("/api/v1/shares/**"),
            nobody("/api/v1/bundles/*/recording"),
            nobody("/api/v1/recordings/*/plays"),
            nobody("/api/v1/recordings/*/stream"),
            nobody("/api/v1/people/*/sessions/*/shadow"),
            line(ALL, "/api/v1/people/**", EnumSet.of(TokenScope.PEOPLE)),
            line(READING, "/api/v1/accounts/**", EnumSet.of(TokenScope.PEOPLE)),
            line(READING, "/api/v1/accounts.csv", EnumSet.of(TokenScope.PEOPLE)),
            nobody("/api/v1/directory/**"),
            line(ALL, "/api/v1/why/**", EnumSet.of(TokenScope.PEOPLE)),
            reading("/api/v1/sessions.csv", TokenScope.SESSIONS),
            reading("/api/v1/desktops.csv", TokenScope.DESKTOPS),
            reading("/api/v1/desktops/**", TokenScope.DESKTOPS),
            changing("/api/v1/desktops/**", TokenScope.DESKTOPS),
            reading("/api/v1/bundles/**", TokenScope.CATALOG),
            changing("/api/v1/bundles/**", TokenScope.CATALOG),
            reading("/api/v1/applications/**", TokenScope.CATALOG),
            changing("/api/v1/applications/**", TokenScope.CATALOG),
            reading("/api/v1/images/**", TokenScope.CATALOG),
            changing("/api/v1/images/**", TokenScope.CATALOG),
            reading("/api/v1/pipelines/**", TokenScope.CATALOG),
            // A recipe is root in a machine that everybody's desktops are made from: a person answers for that.
            nobody("/api/v1/pipelines/**"),
            reading("/api/v1/packages/**", TokenScope.CATALOG),
            // A package is root on desktops: a person answers for that too.
            nobody("/api/v1/packages/**"),
            reading("/api/v1/entitlements/**", TokenScope.CATALOG),
            changing("/api/v1/entitlements/**", TokenScope.CATALOG),
            reading("/api/v1/assignments/**", TokenScope.CATALOG),
            changing("/api/v1/assignments/**", TokenScope.CATALOG),
            reading("/api/v1/fleets/**", TokenScope.CATALOG),
            changing("/api/v1/fleets/**", TokenScope.CATALOG),
            reading("/api/v1/hosts/**", TokenScope.HOSTS),
            changing("/api/v1/hosts/**", TokenScope.HOSTS),
            reading("/api/v1/regions/**", TokenScope.HOSTS),
            changing("/api/v1/regions/**", TokenScope.HOSTS),
            line(READING, "/api/v1/aliases/*/people", EnumSet.of(TokenScope.PEOPLE)),
            changing("/api/v1/aliases/*/people/*", TokenScope.PEOPLE),
            reading("/api/v1/aliases/**", TokenScope.HOSTS),
            changing("/api/v1/aliases/**", TokenScope.HOSTS),
            reading("/api/v1/ip-groups/**", TokenScope.ACCESS),
            changing("/api/v1/ip-groups/**", TokenScope.ACCESS),
            nobody("/api/v1/maintenance/calendar-address"),
            reading("/api/v1/maintenance/**", TokenScope.MAINTENANCE),
            changing("/api/v1/maintenance/**", TokenScope.MAINTENANCE),
            line(READING, "/actuator/prometheus", EnumSet.of(TokenScope.READ)),
            line(READING, "/actuator/health/parts", EnumSet.of(TokenScope.READ)),
            line(READING, "/api/v1/**", EnumSet.of(TokenScope.READ)));

    private TokenRoutes() {}

    /** Any one of them is enough; empty for what no token may do. */
    public static Set<TokenScope> scopes(HttpMethod method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return LINES.stream()
                .filter(line -> line.fits(method, parsed))
                .findFirst()
                .map(Line::anyOf)
                .orElse(Set.of());
    }

    private static Line nobody(String pattern) {
        return line(ALL, pattern, EnumSet.noneOf(TokenScope.class));
    }

    private static Line reading(String pattern, TokenScope area) {
        return line(READING, pattern, EnumSet.of(TokenScope.READ, area));
    }

    private static Line changing(String pattern, TokenScope area) {
        return line(ALL, pattern, EnumSet.of(area));
    }

    private static Line line(Set<HttpMethod> methods, String pattern, EnumSet<TokenScope> anyOf) {
        return new Line(methods, PathPatternParser.defaultInstance.parse(pattern), Set.copyOf(anyOf));
    }

    /** @param methods empty for all of them */
    private record Line(Set<HttpMethod> methods, PathPattern pattern, Set<TokenScope> anyOf) {

        boolean fits(HttpMethod method, PathContainer path) {
            return (methods.isEmpty() || methods.contains(method)) && pattern.matches(path);
        }
    }
}
