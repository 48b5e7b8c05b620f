package dev.berth.portal.door;

import dev.berth.broker.access.Intent;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which route asks for what. The first line that fits decides; the last line fits everything, so a route that nobody
 * thought of is the admin's, and to everybody else it is not there.
 */
final class RouteTable {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Intent USE = new Intent.UsePortal();
    private static final Intent HELP = new Intent.HelpPeople();
    private static final Intent LOOK = new Intent.Audit();
    private static final Intent CHANGE = new Intent.Administer();
    private static final Line ANYTHING_ELSE = all("/**", CHANGE);

    private static final List<Line> LINES = List.of(
            open("/sign-in"),
            open("/preferences/*"),
            open("/vendor/**"),
            open("/berth/**"),
            open("/favicon.ico"),
            open("/alias"),
            // Peers' nodes show a sum under the secret that both regions share; it is looked at where they arrive.
            open("/peer/points/**"),
            open("/peer/lease"),
            open("/witness/lease"),
            // In one word, or one for each part: for whatever spreads people over nodes.
            open("/actuator/health"),
            open("/actuator/health/liveness"),
            open("/actuator/health/readiness"),
            all("/", USE),
            all("/open", USE),
            all("/tunnel", USE),
            all("/tunnel/shared", USE),
            all("/api/v1/me", USE),
            all("/api/v1/launchables", USE),
            all("/api/openapi/**", USE),
            all("/api/openapi.yaml", USE),
            all("/api/docs/**", USE),
            // A session's own routes: whose it is, Intent.UseSession decides where the session is known.
            reading("/api/v1/sessions", HELP, LOOK),
            all("/api/v1/sessions/**", USE),
            all("/sessions/**", USE),
            all("/streams/**", USE),
            all("/api/v1/streaming-urls", CHANGE),
            // Whose guest somebody is, Intent.JoinShare decides where the sharing is known.
            all("/shared/**", USE),
            all("/api/v1/shares/**", USE),
            reading("/admin/sessions.csv", HELP, LOOK),
            reading("/api/v1/sessions.csv", HELP, LOOK),
            all("/admin/lists/**", HELP, LOOK),
            all("/api/v1/views/**", HELP, LOOK),
            all("/people/**", HELP),
            all("/api/v1/people/**", HELP),
            // Redirecting an alias and moving a person are helpdesk's; which regions there are is an admin's.
            reading("/api/v1/aliases/**", HELP, LOOK),
            all("/api/v1/aliases/*/failover", HELP),
            all("/api/v1/aliases/*/people/*", HELP),
            all("/admin/sessions/*/end", HELP),
            // What helpdesk may do to people's desktops; everything else about them is an admin's.
            all("/admin/desktops/*/reboot", HELP),
            all("/admin/desktops/*/rebuild", HELP),
            all("/admin/desktops/*/restore", HELP),
            all("/admin/desktops/*/snapshots", HELP),
            all("/api/v1/desktops/*/reboot", HELP),
            all("/api/v1/desktops/*/rebuild", HELP),
            all("/api/v1/desktops/*/restore", HELP),
            reading("/api/v1/desktops/*/snapshots", HELP, LOOK),
            all("/api/v1/desktops/*/snapshots", HELP),
            // Whose desktop it is, and whether its person may do it, Intent.ServeOneself decides where it is known.
            all("/desktops/**", USE),
            all("/looks/**", USE),
            all("/api/v1/me/**", USE),
            reading("/admin/sessions/**", HELP, LOOK),
            reading("/admin/metering/**", LOOK),
            reading("/api/v1/metering/**", LOOK),
            reading("/admin/fleets/**", LOOK),
            all("/admin/fleets/**", CHANGE),
            reading("/api/v1/fleets/**", LOOK),
            all("/api/v1/fleets/**", CHANGE),
            reading("/admin/packages/**", LOOK),
            all("/admin/packages/**", CHANGE),
            reading("/api/v1/packages/**", LOOK),
            all("/api/v1/packages/**", CHANGE),
            reading("/admin/pipelines/**", LOOK),
            all("/admin/pipelines/**", CHANGE),
            reading("/api/v1/pipelines/**", LOOK),
            all("/api/v1/pipelines/**", CHANGE),
            // The calendar at an address of somebody's own; whose it is, and whether they may, is asked at each
            // reading.
            open("/calendar/*"),
            all("/admin/maintenance/calendar/address/**", LOOK),
            all("/api/v1/maintenance/calendar-address", LOOK),
            reading("/admin/maintenance/**", LOOK),
            all("/admin/maintenance/**", CHANGE),
            reading("/api/v1/maintenance/**", LOOK),
            all("/api/v1/maintenance/**", CHANGE),
            all("/admin/audit/verify", LOOK),
            // Who may play a recording, its own policy decides; asking is written down.
            all("/admin/recordings/*/play", LOOK),
            all("/api/v1/recordings/*/plays", LOOK),
            // Whoever looks at what is set needs no search over everybody in the directory.
            all("/admin/directory", CHANGE),
            all("/api/v1/directory", CHANGE),
            reading("/admin/**", LOOK),
            reading("/api/v1/**", LOOK),
            reading("/actuator/health/**", LOOK),
            reading("/actuator/prometheus", LOOK),
            all("/admin/**", CHANGE),
            all("/api/**", CHANGE),
            all("/actuator/**", CHANGE),
            ANYTHING_ELSE);

    private RouteTable() {}

    /** What a route asks for: nothing, or any one of the intents. */
    static List<Intent> intents(HttpMethod method, String path) {
        return line(method, path).anyOf();
    }

    /** Whether nobody thought of it, as with an address that was mistyped. */
    static boolean isUnknown(HttpMethod method, String path) {
        return line(method, path).equals(ANYTHING_ELSE);
    }

    private static Line line(HttpMethod method, String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return LINES.stream()
                .filter(line -> line.fits(method, parsed))
                .findFirst()
                .orElse(ANYTHING_ELSE);
    }

    private static Line open(String pattern) {
        return new Line(Set.of(), parse(pattern), List.of());
    }

    private static Line all(String pattern, Intent... anyOf) {
        return new Line(Set.of(), parse(pattern), List.of(anyOf));
    }

    private static Line reading(String pattern, Intent... anyOf) {
        return new Line(READING, parse(pattern), List.of(anyOf));
    }

    private static PathPattern parse(String pattern) {
        return PathPatternParser.defaultInstance.parse(pattern);
    }

    /** @param methods empty for all of them */
    private record Line(Set<HttpMethod> methods, PathPattern pattern, List<Intent> anyOf) {

        boolean fits(HttpMethod method, PathContainer path) {
            return (methods.isEmpty() || methods.contains(method)) && pattern.matches(path);
        }
    }
}
