package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.Browser.Look;
import dev.berth.hypervisor.Observation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one person leaves behind on an instance of a fleet, the next does not find. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("fleet")
@Tag("apps")
class FleetTest {

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Duration PICTURE_LIMIT = Duration.ofSeconds(90);
    private static final String LEFT = "left-behind-by-alice";
    private static final String DISPLAY = "DISPLAY=:10 XAUTHORITY=/home/person/.Xauthority ";

    private static Bed bed;
    private static String bundle = "";
    private static String fleet = "";
    private static String editor = "";
    private static String calculator = "";

    @BeforeAll
    static void makeAFleet(Bed shared) {
        bed = shared;
        JsonNode standard = bed.get("/api/v1/bundles").get(0);
        ObjectNode spec = (ObjectNode) standard.get("spec").deepCopy();
        spec.put("name", "Streamed");
        spec.put("showsDesktop", false);
        bundle = bed.send("POST", "/api/v1/bundles", spec.toString()).get("id").asString();
        editor = application("Streamed editor", "text-editor");
        calculator = application("Streamed calculator", "calculator");
        bed.send("POST", "/api/v1/entitlements", """
                {"kind": "ROLE", "subject": "EMPLOYEE", "label": "Employees", "application": "%s"}
                """.formatted(editor));
        bed.awaitTemplates(LIMIT);
        fleet = bed.send("POST", "/api/v1/fleets", spec(1, 2, true)).get("id").asString();
    }

    @AfterAll
    static void clearUp() {
        if (!fleet.isEmpty()) {
            bed.change("PUT", "/api/v1/fleets/" + fleet, bed.get("/api/v1/fleets/" + fleet), spec(0, 1, false));
            Bed.await("the fleet is empty", LIMIT, () -> instances().isEmpty());
        }
    }

    @Test
    void whatOnePersonLeavesBehindTheNextDoesNotFind() {
        Bed.await("an instance waits", LIMIT, () -> waiting() > 0);
        try (Visitor alice = Visitor.signIn(bed.berth().address(), "alice");
                Visitor bob = Visitor.signIn(bed.berth().address(), "bob")) {
            assertThat(alice.isRefused(calculator)).contains("NOT_ENTITLED");
            JsonNode session = alice.opensTheApplication(editor, LIMIT);
            JsonNode instance = instanceOf(session);
            String machineId = shell(instance, "cat /etc/machine-id");
            try (Line line = alice.connects(session.get("id").asString())) {
                alice.seesAPicture(session.get("id").asString(), PICTURE_LIMIT);
                Bed.await(
                        "the editor runs",
                        PICTURE_LIMIT,
                        () -> !shell(instance, "pgrep -x mousepad").isBlank());
                Bed.await(
                        "the only one serves, so more come",
                        LIMIT,
                        () -> instances().size() == 2);
                line.pastes(LEFT);
                leave(instance);
                assertThat(found(instance))
                        .as("what alice left is there while she is")
                        .isEqualTo("file\nclipboard\nprocess\nsession");
            }
            alice.ends(session.get("id").asString());
            Bed.await(
                    "her instance is destroyed",
                    LIMIT,
                    () -> bed.observe(instance) instanceof Observation.Absent
                            && bed.volumesOf(instance).isEmpty());

            String url = streamingUrl("bob");
            assertThat(alice.follows(url)).as("it is not hers").isEmpty();
            JsonNode next = bob.awaits(bob.follows(url), "READY", LIMIT);
            assertThat(bob.follows(url)).as("it was used").isEmpty();
            JsonNode other = instanceOf(next);
            assertThat(other.get("id")).isNotEqualTo(instance.get("id"));
            assertThat(found(other)).as("before bob is in").isBlank();
            try (Line line = bob.connects(next.get("id").asString())) {
                bob.seesAPicture(next.get("id").asString(), PICTURE_LIMIT);
                Bed.await(
                        "the editor runs",
                        PICTURE_LIMIT,
                        () -> !shell(other, "pgrep -x mousepad").isBlank());
                assertThat(found(other)).as("once bob is in").isEqualTo("session");
                assertThat(shell(other, "cat /etc/machine-id")).isNotEqualTo(machineId);

                Bed.await("another waits beside bob's", LIMIT, () -> waiting() == 1);
                bed.change("PUT", "/api/v1/fleets/" + fleet, bed.get("/api/v1/fleets/" + fleet), spec(0, 1, true));
                Bed.await(
                        "the one that serves nobody is taken in",
                        LIMIT,
                        () -> instances().size() == 1);
                assertThat(instances().get(0).get("id")).isEqualTo(other.get("id"));
            }
            bob.ends(next.get("id").asString());
        }
    }

    @Test
    void anAdminSeesTheFleetInEveryLook() {
        try (Browser browser = new Browser()) {
            for (Look look : Look.values()) {
                try (Person adam = new Person(browser, bed.berth().address(), look);
                        Person alice = new Person(browser, bed.berth().address(), look)) {
                    adam.signsIn("adam", Bed.PASSWORD);
                    for (String path :
                            List.of("/admin/fleets", "/admin/fleets/" + fleet, "/admin/fleets/" + fleet + "/edit")) {
                        adam.opens(path)
                                .pictures("fleet" + path.replace(fleet, "one").replace('/', '-'));
                        assertThat(adam.page().locator("h1").first().textContent())
                                .isNotBlank();
                        assertThat(adam.page().evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                                .as("sideways scroll of " + path + " as " + look)
                                .isEqualTo(0);
                    }
                    alice.signsIn("alice", Bed.PASSWORD).pictures("fleet-home");
                    assertThat(alice.page().content())
                            .contains("Streamed editor")
                            .doesNotContain("Streamed calculator");
                }
            }
        }
    }

    /** A file in the home and beside it, text in the session's clipboard buffer, a program that outlives the session. */
    private static void leave(JsonNode instance) {
        shell(instance, """
                echo %1$s > /home/person/%1$s; echo %1$s > /var/tmp/%1$s; echo %1$s > /tmp/%1$s
                chown 1000:1000 /home/person/%1$s
                su -s /bin/sh person-app -c '%2$s xprop -root -format CUT_BUFFER0 8s -set CUT_BUFFER0 %1$s'
                su -s /bin/sh person-app -c 'setsid -f sleep 98765 >/dev/null 2>&1'
                """.formatted(LEFT, DISPLAY));
    }

    /** What is there of it. */
    private static String found(JsonNode instance) {
        return shell(instance, """
                        if grep -rsq -D skip %1$s /home /tmp /var/tmp /root /etc; then echo file; fi
                        if su -s /bin/sh person-app -c '%2$s xprop -root CUT_BUFFER0' 2>/dev/null | grep -q %1$s; then echo clipboard; fi
                        if ps -C sleep -o args= | grep -q 98765; then echo process; fi
                        if pgrep -x Xorg >/dev/null; then echo session; fi
                        """.formatted(LEFT, DISPLAY)).strip();
    }

    private static String shell(JsonNode instance, String script) {
        return bed.inGuest(instance, "/bin/sh", "-c", script);
    }

    /** What a page elsewhere would embed. */
    private static String streamingUrl(String account) {
        String person =
                bed.get("/api/v1/people?text=" + account).get(0).get("id").asString();
        return bed.send("POST", "/api/v1/streaming-urls", """
                        {"person": "%s", "application": "%s"}
                        """.formatted(person, editor))
                .get("path")
                .asString();
    }

    private static String spec(int least, int most, boolean enabled) {
        return """
                {"bundle": "%s", "mode": "ALWAYS_ON", "least": %d, "most": %d, "zone": "UTC",
                 "sessionMinutes": 60, "disconnectMinutes": 15, "idleMinutes": 0, "enabled": %s}
                """.formatted(bundle, least, most, enabled);
    }

    private static long waiting() {
        return instances()
                .valueStream()
                .filter(instance -> instance.get("state").asString().equals("AVAILABLE")
                        && instance.get("person").isNull())
                .count();
    }

    private static JsonNode instances() {
        return bed.get("/api/v1/fleets/" + fleet + "/instances");
    }

    private static JsonNode instanceOf(JsonNode session) {
        return bed.get("/api/v1/desktops/" + session.get("desktop").asString());
    }

    private static String application(String name, String program) {
        return bed.send("POST", "/api/v1/applications", """
                        {"bundle": "%s", "name": "%s", "description": "", "icon": "text-editor", "program": "%s"}
                        """.formatted(bundle, name, program))
                .get("id")
                .asString();
    }
}
