package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.berth.e2e.Browser.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Helpdesk in somebody's session, through a real guacd, in two browsers. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("sharing")
@Tag("apps")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String BY_HELPER = "/home/person/written-by-the-helper.txt";

    /** Keeps every WebSocket of the page, so that a test can send what no page of Berth's would. */
    private static final String KEEP_SOCKETS = """
            window.sockets = [];
            window.WebSocket = class extends WebSocket {
                constructor(...all) { super(...all); window.sockets.push(this); }
            };
            """;

    /** The picture as 16 by 10 shades, however large it is shown. */
    private static final String SHADES = """
            () => {
                const all = [...document.querySelectorAll('.session-frame canvas, .player-frame canvas')];
                const from = all.reduce((a, b) => a.width * a.height >= b.width * b.height ? a : b);
                const to = Object.assign(document.createElement('canvas'), { width: 16, height: 10 });
                const pen = to.getContext('2d');
                pen.drawImage(from, 0, 0, 16, 10);
                const { data } = pen.getImageData(0, 0, 16, 10);
                return Array.from({ length: 160 }, (_, i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2]);
            }
            """;

    private static Bed bed;
    private static Browser browser;

    @BeforeAll
    static void everySessionIsRecorded(Bed shared) {
        bed = shared;
        browser = new Browser();
        record("""
                {"mode": "ALWAYS", "required": true, "players": "AUDITORS_AND_ADMINS", "keepDays": 7}
                """);
    }

    @AfterAll
    static void clearUp() {
        if (browser != null) {
            browser.close();
        }
        if (bed != null) {
            record("""
                    {"mode": "OFF", "required": false, "players": "AUDITORS", "keepDays": 30}
                    """);
        }
    }

    private static void record(String policy) {
        for (JsonNode bundle : bed.get("/api/v1/bundles")) {
            bed.send("PUT", "/api/v1/bundles/" + bundle.get("id").asString() + "/recording", policy);
        }
    }

    @Test
    @Order(1)
    void helpdeskSeesWhatThePersonSeesOnlyAfterTheyAgreedAndControlsOnlyWhatTheyGave() {
        try (Person alice = new Person(browser, bed.berth().address(), Look.LIGHT);
                Person helen = new Person(browser, bed.berth().address(), Look.DARK)) {
            alice.signsIn("alice", Bed.PASSWORD).launches("Standard desktop");
            JsonNode desktop = bed.desktopOf("alice");
            waitFor(alice, ".session-recorded");
            Bed.await("the panel runs", Duration.ofSeconds(90), () -> running(desktop, "tint2"));
            helen.window().addInitScript(KEEP_SOCKETS);
            helen.signsIn("helen", Bed.PASSWORD);

            asks(helen, desktop, "Ask to watch", "alice reports that the menu is missing");
            waitFor(helen, "#guest[data-state=waiting]");
            waitFor(alice, ".session-consent[open]");
            assertThat(helen.page().evaluate("() => window.sockets.length")).isEqualTo(0);
            assertThat(alice.page().locator(".session-consent").innerText())
                    .contains("helen", "alice reports that the menu is missing");
            alice.pictures("sharing-asked");
            helen.pictures("sharing-waiting");
            alice.page()
                    .getByText("Let them watch", new Page.GetByTextOptions().setExact(true))
                    .click();

            waitFor(helen, "#guest[data-state=connected]");
            waitFor(alice, ".session-share[data-state=JOINED]");
            Bed.await("both see the same picture", SOON, () -> alike(alice.page(), helen.page()));
            alice.pictures("sharing-watched");
            helen.pictures("sharing-watches");

            sends(
                    helen,
                    "3.key,5.65507,1.1;3.key,5.65513,1.1;3.key,3.116,1.1;3.key,3.116,1.0;3.key,5.65513,1.0;3.key,5.65507,1.0;");
            helen.presses("Control+Alt+t").waits(Duration.ofSeconds(8));
            assertThat(running(desktop, "lxterminal"))
                    .as("a watcher's keys do nothing")
                    .isFalse();

            alice.page().locator(".session-share[data-state=JOINED] button").click();
            waitFor(helen, "#guest[data-state=over]");
            helen.pictures("sharing-over");

            asks(helen, desktop, "Ask to control", "setting the menu up again");
            waitFor(alice, ".session-consent[open]");
            alice.page().getByText("Let them watch and control").click();
            waitFor(helen, "#guest[data-state=connected]");
            Bed.await("the helper's terminal runs", Duration.ofSeconds(60), () -> {
                if (!running(desktop, "lxterminal")) {
                    helen.presses("Control+Alt+t").waits(Duration.ofSeconds(4));
                }
                return running(desktop, "lxterminal");
            });
            Bed.await("the file is there", Duration.ofSeconds(60), () -> {
                boolean there = bed.inGuest(desktop, "cat", BY_HELPER).contains("by-helen");
                if (!there) {
                    helen.waits(Duration.ofSeconds(2));
                    helen.types("echo by-helen > " + BY_HELPER).presses("Enter").waits(Duration.ofSeconds(3));
                }
                return there;
            });
            alice.pictures("sharing-controlled");

            alice.closesTheTab();
            Bed.await(
                    "nobody is alone in another's session",
                    SOON,
                    () -> !"connected".equals(helen.page().locator("#guest").getAttribute("data-state")));
        }
    }

    @Test
    @Order(2)
    void theRecordingPlaysAndAChangeOfItsFileIsFound() throws IOException {
        Bed.await(
                "the recording is complete",
                SOON,
                () -> bed.get("/api/v1/recordings?text=alice")
                        .get(0)
                        .get("state")
                        .asString()
                        .equals("COMPLETE"));
        JsonNode recording = bed.get("/api/v1/recordings?text=alice").get(0);
        String id = recording.get("id").asString();
        assertThat(recording.get("lengthMs").asLong()).isGreaterThan(10_000);
        try (Person adam = new Person(browser, bed.berth().address(), Look.LIGHT)) {
            adam.signsIn("adam", Bed.PASSWORD).opens("/admin/recordings").pictures("recordings");
            adam.opens("/admin/recordings/" + id).pictures("recording");
            adam.page().locator("form[action$='/play'] input[name=reason]").fill("Case 4711");
            adam.page().locator("form[action$='/play'] button").click();
            waitFor(adam, "#player[data-loaded=true]");
            adam.page().locator(".player-controls .btn-primary").click();
            waitFor(adam, "#player[data-state=playing]");
            adam.page().locator(".player-speed").selectOption("8");
            adam.waits(Duration.ofSeconds(3));
            adam.page()
                    .locator(".player-line")
                    .fill(Long.toString(recording.get("lengthMs").asLong() / 200 * 100));
            Bed.await(
                    "the player shows a desktop",
                    SOON,
                    () -> shades(adam.page()).stream().distinct().count() > 3);
            adam.pictures("recording-plays");
        }
        Path file = bed.berth().data().resolve("recordings").resolve(id + ".berthrec");
        assertThat(check(id)).isEqualTo("WHOLE");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(check(id)).isEqualTo("CHANGED");
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 3));
        assertThat(check(id)).isEqualTo("SHORTENED");
    }

    private static String check(String id) {
        return bed.get("/api/v1/recordings/" + id + "/check").get("finding").asString();
    }

    private static void asks(Person helen, JsonNode desktop, String button, String reason) {
        helen.opens("/people/" + desktop.get("person").asString());
        helen.page().locator("form[action*='/shadow'] input[name=reason]").fill(reason);
        helen.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile(button)))
                .first()
                .click();
        helen.page().waitForURL("**/shared/*");
    }

    /** As a browser that does not keep to its page would. */
    private static void sends(Person helen, String instructions) {
        helen.page()
                .evaluate(
                        "text => window.sockets.forEach(socket => socket.send(new TextEncoder().encode(text)))",
                        instructions);
    }

    private static void waitFor(Person person, String selector) {
        person.page().locator(selector).waitFor(new Locator.WaitForOptions().setTimeout(30_000));
    }

    private static boolean alike(Page one, Page other) {
        List<Integer> shades = shades(one);
        List<Integer> others = shades(other);
        long varied = shades.stream().distinct().count();
        double apart = 0;
        for (int i = 0; i < shades.size(); i++) {
            apart += Math.abs(shades.get(i) - others.get(i));
        }
        return varied > 3 && apart / shades.size() < 12;
    }

    private static List<Integer> shades(Page page) {
        List<Integer> shades = new ArrayList<>();
        for (Object shade : (List<?>) page.evaluate(SHADES)) {
            shades.add(((Number) shade).intValue());
        }
        return shades;
    }

    private static boolean running(JsonNode desktop, String program) {
        return !bed.inGuest(desktop, "pgrep", "-x", program).isBlank();
    }
}
