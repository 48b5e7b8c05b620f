package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.Browser.Look;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The main job, from end to end, as a person sees it. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("main-job")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobTest {

    private static final String DESKTOP = "Standard desktop";
    private static final String DIRECTORY = "{\"kind\": \"DIRECTORY\", \"id\": \"\"}";
    private static final String FILE = "/home/person/written-in-the-browser.txt";

    private static Bed bed;
    private static Browser browser;

    @BeforeAll
    static void takeTheBed(Bed shared) {
        bed = shared;
        browser = new Browser();
    }

    @AfterAll
    static void clearUp() {
        if (browser != null) {
            browser.close();
        }
        if (bed != null) {
            bed.stopAfter(60);
            JsonNode office = bed.get("/api/v1/ip-groups").get(0);
            bed.change(
                    "DELETE", "/api/v1/ip-groups/" + office.get("id").asString() + "/attachments", office, DIRECTORY);
        }
    }

    @Test
    @Order(1)
    void anAddressOutsideTheGroupIsRefusedWithTheReason() {
        JsonNode group = bed.send("POST", "/api/v1/ip-groups", """
                {"name": "Office", "description": "Where people work",
                 "rules": [{"cidr": "127.0.0.0/8", "description": "this machine"}]}
                """);
        bed.change("POST", "/api/v1/ip-groups/" + group.get("id").asString() + "/attachments", group, DIRECTORY);
        try (Person alice = new Person(browser, bed.berth().address(), Look.LIGHT)) {
            alice.window().setExtraHTTPHeaders(Map.of("X-Forwarded-For", "203.0.113.9"));
            alice.signsIn("alice", Bed.PASSWORD).pictures("refused-by-address");
            assertThat(alice.page().content()).contains("203.0.113.9");
            assertThat(alice.page().url()).contains("sign-in");
        }
    }

    @Test
    @Order(2)
    void whatIsTypedInTheCanvasHappensInTheGuest() {
        bed.stopAfter(1);
        try (Person alice = new Person(browser, bed.berth().address(), Look.LIGHT)) {
            alice.signsIn("alice", Bed.PASSWORD).pictures("home-new");
            alice.launches(DESKTOP);
            JsonNode desktop = bed.desktopOf("alice");
            Bed.await("the panel runs", Duration.ofSeconds(60), () -> running(desktop, "tint2"));
            Bed.await("a terminal runs", Duration.ofSeconds(60), () -> {
                if (!running(desktop, "lxterminal")) {
                    // The desktop takes keys some moments after its panel is drawn; a person presses again.
                    alice.presses("Control+Alt+t").waits(Duration.ofSeconds(4));
                }
                return running(desktop, "lxterminal");
            });
            Bed.await("the file is there", Duration.ofSeconds(60), () -> {
                boolean there = bed.inGuest(desktop, "cat", FILE).contains("from-the-browser");
                if (!there) {
                    // A terminal that runs is not drawn yet on a slow machine; a person types once they see it.
                    alice.waits(Duration.ofSeconds(2));
                    alice.types("echo from-the-browser > " + FILE)
                            .presses("Enter")
                            .waits(Duration.ofSeconds(3));
                }
                return there;
            });
            alice.pictures("desktop-with-terminal");
            alice.closesTheTab();
        }
    }

    @Test
    @Order(3)
    void theDesktopIsSavedAfterItsTimeOutAndGoesOnWhereItWas() {
        JsonNode desktop = bed.desktopOf("alice");
        String before = bed.inGuest(desktop, "pgrep", "-x", "lxterminal");
        assertThat(before).isNotBlank();
        Bed.await(
                "the desktop's memory is saved",
                Duration.ofMinutes(4),
                () -> bed.observe(desktop).equals(new Observation.Present(PowerState.SAVED)));
        try (Person alice = new Person(browser, bed.berth().address(), Look.DARK)) {
            alice.signsIn("CORP\\alice", Bed.PASSWORD).pictures("home-saved");
            alice.launches(DESKTOP);
            assertThat(bed.inGuest(desktop, "pgrep", "-x", "lxterminal")).isEqualTo(before);
            alice.pictures("desktop-resumed");
            alice.closesTheTab();
        }
    }

    @Test
    @Order(4)
    void oneApplicationOpensAloneWithoutADesktopAround() {
        try (Person bob = new Person(browser, bed.berth().address(), Look.LIGHT)) {
            bob.signsIn("bob@corp.example.com", Bed.PASSWORD);
            bob.launches("Calculator");
            JsonNode desktop = bed.desktopOf("bob");
            Bed.await("the calculator runs", Duration.ofSeconds(60), () -> running(desktop, "galculator"));
            assertThat(running(desktop, "tint2")).isFalse();
            assertThat(running(desktop, "pcmanfm")).isFalse();
            bob.pictures("application-alone");
        }
    }

    private static boolean running(JsonNode desktop, String program) {
        return !bed.inGuest(desktop, "pgrep", "-x", program).isBlank();
    }
}
