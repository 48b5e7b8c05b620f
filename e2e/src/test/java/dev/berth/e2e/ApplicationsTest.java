package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A real session of applications: kept to what was ordered, several in one, and a home that is there again. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("apps")
class ApplicationsTest {

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Duration PICTURE_LIMIT = Duration.ofSeconds(90);
    private static final int F4 = 0xFFC1;

    /** What somebody with a shell in a session tries; each line says what came of it. */
    private static final String TRIES = """
            cd "$HOME"
            cp /usr/bin/galculator copy; chmod 755 copy
            try() { name=$1; shift; timeout 5 "$@" >/dev/null 2>&1; echo "$name $?"; }
            {
                try listed galculator
                try copied ./copy
                try loader /lib64/ld-linux-x86-64.so.2 /usr/bin/galculator
                try starter /usr/lib/berth/app calculator
                try join /usr/lib/berth/join calculator
                try root ls /
                try command ls
                try print lp try
                head -c 88200 /dev/urandom >noise
                timeout 60 paplay --raw --format=s16le --rate=44100 --channels=2 noise; echo "play $?"
            } >tried.new
            mv tried.new tried
            """;

    private static Bed bed;
    private static String bundle = "";
    private static String fleet = "";
    private static String files = "";
    private static String editor = "";
    private static String terminal = "";
    private static String calculator = "";

    @BeforeAll
    static void makeAFleetThatKeepsHomes(Bed shared) {
        bed = shared;
        ObjectNode spec =
                (ObjectNode) bed.get("/api/v1/bundles").get(0).get("spec").deepCopy();
        spec.put("name", "Streamed with homes");
        spec.put("showsDesktop", false);
        bundle = bed.send("POST", "/api/v1/bundles", spec.toString()).get("id").asString();
        files = application("Home files", "files", true);
        editor = application("Home editor", "text-editor", true);
        terminal = application("Home terminal", "terminal", true);
        calculator = application("Home calculator", "calculator", false);
        bed.awaitTemplates(LIMIT);
        fleet = bed.send("POST", "/api/v1/fleets", fleet(true)).get("id").asString();
    }

    @AfterAll
    static void clearUp() {
        if (!fleet.isEmpty()) {
            bed.change("PUT", "/api/v1/fleets/" + fleet, bed.get("/api/v1/fleets/" + fleet), fleet(false));
            Bed.await(
                    "the fleet is empty",
                    LIMIT,
                    () -> bed.get("/api/v1/fleets/" + fleet + "/instances").isEmpty());
        }
    }

    @Test
    void aSessionKeepsToWhatWasOrderedHoldsSeveralApplicationsAndFindsItsHomeAgain() {
        try (Visitor alice = Visitor.signIn(bed.berth().address(), "alice")) {
            JsonNode session = alice.opensTheApplication(files, LIMIT);
            String id = session.get("id").asString();
            JsonNode instance = instanceOf(session);
            try (Line line = alice.connects(id)) {
                alice.seesAPicture(id, PICTURE_LIMIT);
                runs(instance, "pcmanfm");
                line.presses(F4);
                assertThat(alice.opensTheApplication(editor).get("id").asString())
                        .isEqualTo(id);
                runs(instance, "mousepad");
                assertThat(shell(instance, "pgrep -x lxterminal"))
                        .as("its own way to a terminal")
                        .isBlank();
                assertThat(shell(instance, "cat /proc/$(pgrep -x mousepad)/attr/current"))
                        .startsWith("berth-app-text-editor (enforce)");
                assertThat(alice.isRefused(calculator)).contains("NOT_ENTITLED");

                alice.opensTheApplication(terminal);
                runs(instance, "lxterminal");
                shell(instance, "printf '%s' '" + TRIES + "' >/home/person/try; chown 1000:1000 /home/person/try");
                runs(instance, "bash");
                List<String> came = new ArrayList<>();
                Bed.await("what is typed there was tried", PICTURE_LIMIT, () -> {
                    line.entersLine("sh ~/try");
                    came.clear();
                    shell(instance, "cat /home/person/tried 2>/dev/null")
                            .lines()
                            .forEach(came::add);
                    return !came.isEmpty();
                });
                assertThat(came)
                        .containsExactly(
                                "listed 126",
                                "copied 126",
                                "loader 126",
                                "starter 126",
                                "join 126",
                                "root 2",
                                "command 0",
                                "print 0",
                                "play 0");
                Bed.await("what an application plays is heard", PICTURE_LIMIT, line::hasHeard);
                Bed.await(
                        "what an application prints is a PDF in the home",
                        PICTURE_LIMIT,
                        () -> shell(instance, "head -c 5 /home/person/Prints/try.pdf")
                                .equals("%PDF-"));

                shell(instance, "pkill -KILL -x mousepad");
                runs(instance, "pcmanfm");
                withdraw(files);
                Bed.await(
                        "what is taken away is closed, and the others are not",
                        PICTURE_LIMIT,
                        () -> shell(instance, "pgrep -x pcmanfm").isBlank());
                runs(instance, "lxterminal");
                assertThat(shell(instance, "pgrep -x galculator")).isBlank();
            }
            alice.ends(id);

            JsonNode next = alice.opensTheApplication(terminal, LIMIT);
            JsonNode other = instanceOf(next);
            assertThat(other.get("id")).isNotEqualTo(instance.get("id"));
            assertThat(shell(other, "ls /home/person")).contains("tried");
            alice.ends(next.get("id").asString());
        }
    }

    private static void runs(JsonNode instance, String program) {
        Bed.await(
                program + " runs",
                PICTURE_LIMIT,
                () -> !shell(instance, "pgrep -x " + program).isBlank());
    }

    private static String shell(JsonNode instance, String script) {
        return bed.inGuest(instance, "/bin/sh", "-c", script);
    }

    private static JsonNode instanceOf(JsonNode session) {
        return bed.get("/api/v1/desktops/" + session.get("desktop").asString());
    }

    private static String fleet(boolean enabled) {
        return """
                {"bundle": "%s", "mode": "ALWAYS_ON", "least": 0, "most": 2, "zone": "UTC", "keepsHome": true,
                 "sessionMinutes": 60, "disconnectMinutes": 15, "idleMinutes": 0, "enabled": %s}
                """.formatted(bundle, enabled);
    }

    private static void withdraw(String application) {
        for (JsonNode entitlement : bed.get("/api/v1/entitlements")) {
            if (entitlement.path("application").asString("").equals(application)) {
                bed.send(
                        "DELETE",
                        "/api/v1/entitlements/" + entitlement.get("id").asString(),
                        "");
            }
        }
    }

    private static String application(String name, String program, boolean everybodys) {
        String id = bed.send("POST", "/api/v1/applications", """
                        {"bundle": "%s", "name": "%s", "description": "", "icon": "text-editor", "program": "%s"}
                        """.formatted(bundle, name, program))
                .get("id")
                .asString();
        if (everybodys) {
            bed.send("POST", "/api/v1/entitlements", """
                    {"kind": "ROLE", "subject": "EMPLOYEE", "label": "Employees", "application": "%s"}
                    """.formatted(id));
        }
        return id;
    }
}
