package dev.berth.portal.door;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static dev.berth.broker.directory.Role.HELPDESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Walks every mapped route as everybody. A route that is added must be said here too. */
class RoutesTest extends PortalTest {

    private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
    private static final Set<Role> ADMINS = EnumSet.of(ADMIN);
    private static final Set<Role> LOOKING = EnumSet.of(ADMIN, AUDITOR);
    private static final Set<Role> HELPING = EnumSet.of(ADMIN, HELPDESK);
    private static final Set<Role> STAFF = EnumSet.of(ADMIN, AUDITOR, HELPDESK);

    /** Reached by forwarding, or open to nobody in particular. */
    private static final Set<String> OPEN =
            Set.of("/sign-in", "/alias", "/preferences/theme", "/preferences/language", "/calendar/{secret}.ics");

    private static final Set<String> NOT_OURS = Set.of("/error", "/refused");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Test
    void everyRouteAnswersEveryRoleAsItShould() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (var route : routes().entrySet()) {
            for (HttpMethod method : route.getValue()) {
                Set<Role> allowed = expected(method, route.getKey());
                for (Role role : Role.values()) {
                    int status = status(method, route.getKey(), role);
                    if (allowed.contains(role) == (status == 403)) {
                        wrong.add("%s %s as %s answered %d".formatted(method, route.getKey(), role, status));
                    }
                }
                int nobody = status(method, route.getKey(), null);
                boolean kept = nobody == 401 || nobody == 302;
                if (!kept && !OPEN.contains(route.getKey())) {
                    wrong.add("%s %s as nobody answered %d".formatted(method, route.getKey(), nobody));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Whoever mistypes an address learns that there is nothing, and not who might have looked. */
    @Test
    void whatIsNowhereIsNotFoundForEveryRole() throws Exception {
        for (Role role : Role.values()) {
            for (String path : List.of("/nonsense", "/home/alice.txt")) {
                MvcResult answered =
                        mvc.perform(request(HttpMethod.GET, path).with(a(role))).andReturn();
                assertThat(answered.getResponse().getStatus())
                        .as("%s as %s", path, role)
                        .isEqualTo(404);
                ShownRefusal shown = ShownRefusal.of(answered.getRequest());
                assertThat(shown.code()).isEqualTo("NOT_FOUND");
                assertThat(shown.sentence()).as("%s as %s", path, role).isNull();
            }
        }
        assertThat(status(HttpMethod.GET, "/nonsense", null)).isEqualTo(302);
        assertThat(status(HttpMethod.POST, "/nonsense", Role.EMPLOYEE)).isEqualTo(404);
        assertThat(status(HttpMethod.GET, "/admin/nonsense", Role.EMPLOYEE)).isEqualTo(403);
        assertThat(status(HttpMethod.GET, "/api/v1/nonsense", Role.EMPLOYEE)).isEqualTo(403);
    }

    private static Set<Role> expected(HttpMethod method, String path) {
        boolean reading = method == HttpMethod.GET;
        if (OPEN.contains(path)
                || path.equals("/")
                || path.equals("/open")
                || path.startsWith("/sessions/")
                || path.startsWith("/streams/")
                || path.startsWith("/api/v1/sessions/")
                || path.equals("/api/v1/sessions") && !reading
                || path.startsWith("/shared/")
                || path.startsWith("/peer/points")
                || path.equals("/peer/lease")
                || path.equals("/witness/lease")
                || path.startsWith("/api/v1/shares")
                || path.startsWith("/desktops/")
                || path.startsWith("/looks/")
                || path.startsWith("/api/v1/me/")
                || Set.of("/api/v1/me", "/api/v1/launchables").contains(path)
                || path.startsWith("/api/openapi")
                || path.startsWith("/api/docs")) {
            return EVERYBODY;
        }
        if (path.matches("(/api/v1|/admin)/desktops/\\{[a-z]+}/(rebuild|restore|snapshots)")) {
            return reading ? STAFF : HELPING;
        }
        if (path.startsWith("/api/v1/aliases") && reading) {
            return STAFF;
        }
        if (path.startsWith("/people")
                || path.equals("/api/v1/aliases/{id}/failover")
                || path.equals("/api/v1/aliases/{id}/people/{person}")
                || path.startsWith("/api/v1/people")
                || path.equals("/admin/sessions/{id}/end")) {
            return HELPING;
        }
        if (path.startsWith("/admin/lists/") || path.startsWith("/api/v1/views")) {
            return STAFF;
        }
        if (reading
                && (path.startsWith("/admin/sessions")
                        || path.equals("/api/v1/sessions.csv")
                        || path.equals("/api/v1/sessions"))) {
            return STAFF;
        }
        if (Set.of("/admin/directory", "/api/v1/directory").contains(path)) {
            return ADMINS;
        }
        if (path.contains("/maintenance/calendar/address") || path.endsWith("/calendar-address")) {
            return LOOKING;
        }
        return reading
                        || Set.of("/admin/audit/verify", "/admin/recordings/{id}/play", "/api/v1/recordings/{id}/plays")
                                .contains(path)
                ? LOOKING
                : ADMINS;
    }

    private int status(HttpMethod method, String pattern, Role role) throws Exception {
        String path = pattern.replaceAll("\\{verb[^}]*}", pattern.contains("ip-groups") ? "attach" : "stop")
                .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
        var request = request(method, path).with(csrf());
        if (role != null) {
            request.with(a(role));
        }
        if (path.startsWith("/api/") && method != HttpMethod.GET) {
            request.contentType(MediaType.APPLICATION_JSON).content("{}");
        }
        return mvc.perform(request).andReturn().getResponse().getStatus();
    }

    private Map<String, Set<HttpMethod>> routes() {
        Map<String, Set<HttpMethod>> routes = new LinkedHashMap<>();
        for (RequestMappingInfo info : mappings.getHandlerMethods().keySet()) {
            for (String path : info.getPatternValues()) {
                if (!NOT_OURS.contains(path)) {
                    var methods = routes.computeIfAbsent(
                            path, unused -> new TreeSet<>(java.util.Comparator.comparing(HttpMethod::name)));
                    info.getMethodsCondition().getMethods().forEach(method -> methods.add(method.asHttpMethod()));
                }
            }
        }
        assertThat(routes).hasSizeGreaterThan(40);
        return routes;
    }
}
