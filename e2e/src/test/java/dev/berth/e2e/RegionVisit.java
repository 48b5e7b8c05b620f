package dev.berth.e2e;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.berth.bench.regions.Region;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alice, in the office, with one tab that stays open whichever region serves her. */
record RegionVisit(Person person) {

    private static final String DESKTOP = "Standard desktop";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration NOTICED = Duration.ofSeconds(60);

    /** The desktop that she has there. */
    String signsInAndOpens(Region region) {
        person.signsIn("alice", Region.PASSWORD);
        return opens(region);
    }

    String opens(Region region) {
        person.launches(DESKTOP).pictures("regions-" + region.name());
        return session().get("desktop").asString();
    }

    /** Opens a terminal and types, until the file is there. */
    void typesInATerminal(Region region, String desktop, String line, String file) {
        Bed.await("the panel runs", LIMIT, () -> runs(region, desktop, "tint2"));
        Bed.await("a terminal runs", LIMIT, () -> {
            if (!runs(region, desktop, "lxterminal")) {
                // The desktop takes keys some moments after its panel is drawn; a person presses again.
                person.presses("Control+Alt+t").waits(Duration.ofSeconds(4));
            }
            return runs(region, desktop, "lxterminal");
        });
        Bed.await("the file is there", LIMIT, () -> {
            if (region.inGuest(desktop, "cat " + file).isEmpty()) {
                // A terminal that runs is not drawn yet on a slow machine; a person types once they see it.
                person.waits(Duration.ofSeconds(2));
                person.types(line).presses("Enter").waits(Duration.ofSeconds(2));
            }
            return !region.inGuest(desktop, "cat " + file).isEmpty();
        });
    }

    void seesThatTheLineIsCut() {
        person.page()
                .locator("#session[data-state=reconnecting]")
                .waitFor(new Locator.WaitForOptions().setTimeout(NOTICED.toMillis()));
        person.pictures("regions-cut");
    }

    /** The tab goes by itself; she signs in there, unless she is in. */
    void followsTo(Region region) {
        Page page = person.page();
        page.waitForURL(
                url -> url.startsWith(region.address().toString()),
                new Page.WaitForURLOptions().setTimeout(LIMIT.toMillis()));
        if (page.url().contains("sign-in")) {
            page.locator("#username").fill("alice");
            page.locator("#password").fill(Region.PASSWORD);
            page.locator("form[action='/sign-in'] button[type=submit]").click();
            page.waitForLoadState();
        }
    }

    /** By the clock of the gateway that passed it on, which is this machine's. */
    Duration untilTheFirstPicture(Instant click) {
        JsonNode stages = session().get("stages");
        return stages.valueStream()
                .filter(stage -> stage.get("stage").asString().equals("FIRST_FRAME"))
                .filter(stage -> !stage.get("at").isNull())
                .map(stage ->
                        Duration.between(click, Instant.parse(stage.get("at").asString())))
                .findFirst()
                .orElseThrow();
    }

    private static boolean runs(Region region, String desktop, String program) {
        return !region.inGuest(desktop, "pgrep -x " + program).isEmpty();
    }

    private JsonNode session() {
        String path = person.page().url();
        String id = path.substring(path.lastIndexOf('/') + 1);
        Object answer = person.page().evaluate("id => fetch('/api/v1/sessions/' + id).then(it => it.text())", id);
        return JsonMapper.shared().readTree(String.valueOf(answer));
    }
}
