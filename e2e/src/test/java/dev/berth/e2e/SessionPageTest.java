package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.berth.e2e.Browser.Look;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stands around the picture of a session: toolbar, clipboard, files, as a person uses them. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("session-page")
@Tag("apps")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SessionPageTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LATER = Duration.ofMinutes(2);
    private static final String TEXT = "berth 안녕 clipboard";
    private static final byte[] REPORT = Samples.pdf(300_000);

    private static Bed bed;
    private static Browser browser;
    private static Person clara;
    private static JsonNode desktop;

    @BeforeAll
    static void aConnectedSession(Bed shared) {
        bed = shared;
        browser = new Browser();
        clara = new Person(browser, bed.berth().address(), Look.LIGHT);
        clara.window().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        clara.signsIn("clara", Bed.PASSWORD).launches("Standard desktop");
        desktop = bed.desktopOf("clara");
        Bed.await("the panel runs", SOON, () -> running("tint2"));
    }

    @AfterAll
    static void clearUp() {
        if (clara != null) {
            clara.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    @Order(1)
    void theToolbarIsReachedAndWalkedByKeyboardInItsOrder() {
        Page page = clara.page();
        page.keyboard().press("Control+Alt+Shift");
        page.waitForFunction("document.activeElement.closest('[role=toolbar]') !== null");
        List<String> walked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            walked.add((String) page.evaluate("document.activeElement.dataset.action"));
            page.keyboard().press("ArrowRight");
        }
        assertThat(walked)
                .containsExactly(
                        "switcher",
                        "files",
                        "clipboard",
                        "keys",
                        "display",
                        "devices",
                        "health",
                        "help",
                        "session",
                        "fold");
        for (int i = 0; i < 3; i++) {
            page.keyboard().press("ArrowRight");
        }
        page.keyboard().press("Enter");
        assertThat(page.locator("#session-keys-menu").isVisible()).isTrue();
        assertThat(page.evaluate("document.activeElement.getAttribute('role')"))
                .asString()
                .startsWith("menuitem");
        clara.pictures("session-keys");
        page.keyboard().press("Escape");
        page.keyboard().press("Escape");
        // guacamole-common-js focuses its sink in a task of its own, after the key.
        page.waitForFunction("document.activeElement.closest('[role=toolbar]') === null");
    }

    @Test
    @Order(2)
    void textIsCopiedAndPastedBothWays() {
        Page page = clara.page();
        Bed.await("a terminal runs", SOON, () -> {
            if (!running("lxterminal")) {
                clara.presses("Control+Alt+t").waits(Duration.ofSeconds(4));
            }
            return running("lxterminal");
        });
        clara.waits(Duration.ofSeconds(3));
        page.locator("[data-action=clipboard]").click();
        page.locator("#session-pasted").fill(TEXT);
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Send").setExact(true))
                .click();
        page.keyboard().press("Escape");
        Bed.await("what was pasted is in a file", LATER, () -> {
            clara.types("read pasted; echo \"$pasted\" > /home/person/pasted.txt")
                    .presses("Enter");
            clara.waits(Duration.ofSeconds(2)).presses("Control+Shift+V").waits(Duration.ofSeconds(2));
            clara.presses("Enter").waits(Duration.ofSeconds(3));
            return bed.inGuest(desktop, "cat", "/home/person/pasted.txt").contains(TEXT);
        });

        // Apart from the terminal, where a key that comes too early would end it.
        clara.types("setsid mousepad /home/person/pasted.txt &").presses("Enter");
        Bed.await("the editor runs", SOON, () -> running("mousepad"));
        page.evaluate("navigator.clipboard.writeText('before')");
        Bed.await("what was copied is here", LATER, () -> {
            clara.waits(Duration.ofSeconds(3)).presses("Control+a").waits(Duration.ofMillis(500));
            clara.presses("Control+c").waits(Duration.ofSeconds(2));
            return String.valueOf(page.evaluate("navigator.clipboard.readText()"))
                    .contains(TEXT);
        });
        clara.pictures("session-clipboard");
    }

    @Test
    @Order(3)
    void aFileThatIsDroppedArrivesInTheHomeAndComesBackAsItWas() throws IOException {
        Page page = clara.page();
        page.locator("[data-action=files]").click();
        page.locator(".session-files input[type=file]")
                .setInputFiles(new FilePayload("report.pdf", "application/pdf", REPORT));
        page.getByText("report.pdf is on the desktop").first().waitFor(within());
        assertThat(bed.inGuest(desktop, "sha256sum", "/home/person/Downloads/report.pdf"))
                .startsWith(Samples.sha256(REPORT));
        assertThat(bed.inGuest(desktop, "stat", "-c", "%U %a", "/home/person/Downloads/report.pdf"))
                .startsWith("person 644");

        Download taken = page.waitForDownload(
                () -> page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Take report.pdf"))
                        .click());
        assertThat(taken.suggestedFilename()).isEqualTo("report.pdf");
        assertThat(Files.readAllBytes(taken.path())).isEqualTo(REPORT);
        clara.pictures("session-files");

        page.evaluate("""
                () => {
                    const carried = new DataTransfer();
                    carried.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
                    const root = document.querySelector('#session');
                    for (const kind of ['dragenter', 'dragover', 'drop']) {
                        root.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
                    }
                }
                """);
        page.getByText("dropped.txt is on the desktop").first().waitFor(within());
        assertThat(bed.inGuest(desktop, "cat", "/home/person/Downloads/dropped.txt"))
                .isEqualTo("dropped");
    }

    @Test
    @Order(4)
    void theGatewayBlocksWhatThePageWouldSend() {
        String bundle = desktop.get("bundle").asString();
        bed.change(
                "PUT",
                "/api/v1/bundles/" + bundle + "/channels",
                JsonMapper.shared().readTree("{\"revision\": 0}"),
                """
                {"upload": {"allowed": true, "types": ["pdf", "txt"], "largestMib": 1},
                 "download": {"allowed": true, "types": ["txt"], "largestMib": 1},
                 "printing": true, "audioOut": true, "audioIn": false}
                """);
        Page page = clara.page();
        Locator chooser = page.locator(".session-files input[type=file]");
        chooser.setInputFiles(new FilePayload("setup.exe", "application/pdf", new byte[] {'M', 'Z', 0, 1}));
        page.getByText("'setup.exe' does not pass").first().waitFor(within());
        chooser.setInputFiles(new FilePayload("invoice.pdf", "application/pdf", new byte[] {'M', 'Z', 0, 1}));
        page.getByText("'invoice.pdf' does not pass").first().waitFor(within());
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Take report.pdf"))
                .click();
        page.getByText("'report.pdf' does not pass").first().waitFor(within());
        clara.pictures("session-blocked");
        assertThat(bed.inGuest(desktop, "ls", "-A", "/home/person/Downloads"))
                .doesNotContain("setup", "invoice", ".berth");
        assertThat(bed.get("/api/v1/audit?action=channel.block").toString()).contains("setup.exe", "invoice.pdf");
    }

    @Test
    @Order(5)
    void whatTheDesktopPlaysIsHeard() {
        Page page = clara.page();
        assertThat(running("pulseaudio")).as("a sound server for nobody").isFalse();
        page.evaluate(Samples.LISTENS);
        bed.inGuest(desktop, Samples.PLAYS_A_TONE);
        Bed.await("it is heard", SOON, () -> ((Number) page.evaluate("window.loudest")).doubleValue() > 0.2);
    }

    @Test
    @Order(6)
    void whatTheDesktopPrintsComesAsAPdf() throws IOException {
        Page page = clara.page();
        bed.inGuest(desktop, Samples.PRINTS_A_LETTER);
        Locator print = page.locator(".session-prints li");
        print.getByText("letter 1.pdf is printed").waitFor(within());
        clara.pictures("session-print");
        assertThat(print.locator("a[target=_blank]").getAttribute("href")).startsWith("blob:");
        Download saved = page.waitForDownload(() -> print.getByText("Save").click());
        assertThat(saved.suggestedFilename()).isEqualTo("letter 1.pdf");
        assertThat(Files.readAllBytes(saved.path())).startsWith("%PDF-".getBytes(StandardCharsets.US_ASCII));
        print.getByText("Close").click();
        page.waitForFunction("document.querySelector('.session-prints li') === null");
        Bed.await(
                "it is written down",
                SOON,
                () -> bed.get("/api/v1/audit?action=channel.pass").toString().contains("print out"));
    }

    @Test
    @Order(7)
    void thePageHasNoSeriousFindingsWithEverythingOpen() {
        Page page = clara.page();
        assertThat(page.locator(".session-status[aria-live=polite]").textContent())
                .as("what a screen reader was told last")
                .isNotBlank();
        page.locator("[data-action=keys]").click();
        page.locator("[data-item=onScreen]").click();
        page.locator("[data-action=keys]").click();
        page.locator("[data-item=text]").click();
        clara.pictures("session-keyboard");
        List<String> serious = new AxeBuilder(page)
                .setLegacyMode(true).analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(SessionPageTest::told)
                        .toList();
        assertThat(serious).isEmpty();
    }

    @Test
    @Order(8)
    void aFingerPointsAndTheKeysOnTheScreenType() {
        List<String> sent = new CopyOnWriteArrayList<>();
        try (Person touching = new Person(browser, bed.berth().address(), Look.PHONE)) {
            Page page = touching.page();
            page.onWebSocket(socket ->
                    socket.onFrameSent(frame -> sent.add(new String(frame.binary(), StandardCharsets.UTF_8))));
            touching.signsIn("clara", Bed.PASSWORD).opens(session()).seesTheSession();
            page.locator("[data-action=keys]").click();
            page.locator("[data-item=onScreen]").click();
            Bed.await("what was typed is saved by the editor", LATER, () -> {
                for (String key : List.of("z", "q", "Ctrl", "s")) {
                    page.getByRole(
                                    AriaRole.BUTTON,
                                    new Page.GetByRoleOptions().setName(key).setExact(true))
                            .tap();
                }
                touching.waits(Duration.ofSeconds(2));
                return bed.inGuest(desktop, "cat", "/home/person/pasted.txt").contains("zq");
            });
            sent.clear();
            page.locator(".session-screen").tap();
            Bed.await("the button goes down and up where the finger was", SOON, () -> {
                touching.waits(Duration.ofMillis(200));
                List<String> moves =
                        sent.stream().filter(one -> one.startsWith("5.mouse,")).toList();
                return moves.stream().anyMatch(one -> one.endsWith(",1.1;"))
                        && moves.getLast().endsWith(",1.0;");
            });
        }
    }

    @Test
    @Order(9)
    void itIsLookedAtInTheDarkAndOnAPhone() {
        for (Look look : List.of(Look.DARK, Look.PHONE, Look.PHONE_DARK, Look.KOREAN)) {
            try (Person again = new Person(browser, bed.berth().address(), look)) {
                again.signsIn("clara", Bed.PASSWORD).opens(session()).seesTheSession();
                again.waits(Duration.ofSeconds(2)).pictures("session-plain");
                again.page().locator("[data-action=files]").click();
                again.waits(Duration.ofSeconds(3)).pictures("session-files");
                again.page().locator("[data-action=files]").click();
                again.page().locator("[data-action=display]").click();
                again.pictures("session-display");
                again.page().locator("[data-item='dock.left']").click();
                again.page().locator("[data-action=keys]").click();
                again.page().locator("[data-item=onScreen]").click();
                again.waits(Duration.ofSeconds(1)).pictures("session-docked");
            }
        }
    }

    /** The address of clara's session. */
    private static String session() {
        String path =
                clara.page().url().substring(bed.berth().address().toString().length());
        return "/" + path.replaceFirst("^/", "");
    }

    private static String told(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    private static Locator.WaitForOptions within() {
        return new Locator.WaitForOptions().setTimeout(LATER.toMillis());
    }

    private static boolean running(String program) {
        return !bed.inGuest(desktop, "pgrep", "-x", program).isBlank();
    }
}
