package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.bed.PortalClient;
import dev.berth.bench.regions.Helpdesk;
import dev.berth.bench.regions.Region;
import dev.berth.bench.regions.RegionsBench;
import dev.berth.bench.regions.StandbyAge;
import dev.berth.bench.regions.TwoRegions;
import dev.berth.e2e.Browser.Look;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * A region is lost while somebody works in it; another one goes on, and gives back what was done there. One story: what
 * follows a part that failed fails at once. How long things take is printed here and judged by {@code ./berth bench regions}.
 */
@Tag("real")
@Tag("regions")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegionsTest {

    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String STANDBYS = "/api/v1/regions/standbys";
    private static final String TYPED = "/home/person/written-in-seoul.txt";
    private static final String CLOCK = "/home/person/clock.txt";
    private static final String LAST = "/home/person/written-in-busan.txt";

    /** Writes the time down each second, so that what is found elsewhere says how much is lost. */
    private static final String CLOCKWORK =
            "setsid sh -c 'while :; do date +%%s >%1$s; sync %1$s; sleep 1; done'".formatted(CLOCK)
                    + " >/dev/null 2>&1 </dev/null &";

    private static final List<String> FIGURES = new ArrayList<>();

    private static TwoRegions regions;
    private static Browser office;
    private static RegionVisit alice;
    private static String inSeoul;
    private static String inBusan;
    private static int reached;

    @BeforeAll
    static void twoRegions() {
        regions = TwoRegions.make(Bed.jar(), Bed.imageFolder(), RegionsBench.EVERY, RegionsBench.SETTINGS);
        office = new Browser(regions.area().officeProgram(Browser.CHROMIUM, regions.folder()));
        alice = new RegionVisit(new Person(office, regions.seoul().address(), Look.LIGHT));
    }

    @AfterAll
    static void clearUp() {
        FIGURES.forEach(System.out::println);
        try {
            if (office != null) {
                office.close();
            }
        } finally {
            if (regions != null) {
                regions.close();
            }
        }
    }

    @Test
    @Order(1)
    void whatSomebodyTypesInSeoulIsSaved() {
        inSeoul = alice.signsInAndOpens(regions.seoul());
        alice.typesInATerminal(regions.seoul(), inSeoul, "echo from-seoul > " + TYPED, TYPED);
        regions.seoul().inGuest(inSeoul, CLOCKWORK);
        reached = 1;
    }

    @Test
    @Order(2)
    void whatStandsInBusanIsNotLate() {
        goesOnAfter(1);
        figure("RPO, the oldest that what stood in Busan ever was", StandbyAge.oldest(regions.busan()));
        JsonNode cover = regions.seoul().get("/api/v1/desktops/" + inSeoul + "/standby");
        assertThat(cover.get("state").asString()).isEqualTo("READY");
        assertThat(cover.get("late").asBoolean()).isFalse();
        reached = 2;
    }

    @Test
    @Order(3)
    void theTabFollowsToBusanWithTheFile() {
        goesOnAfter(2);
        regions.seoul().cutPower();
        Instant cut = Instant.now();
        alice.seesThatTheLineIsCut();
        Instant click = redirect(regions.busan(), regions.busan(), "TAKE_OVER");
        alice.followsTo(regions.busan());
        inBusan = alice.opens(regions.busan());
        figure("RTO, from the click to the first picture in Busan", alice.untilTheFirstPicture(click));
        assertThat(regions.busan().inGuest(inBusan, "cat " + TYPED)).isEqualTo("from-seoul");
        Instant last = Instant.ofEpochSecond(Long.parseLong(regions.busan().inGuest(inBusan, "cat " + CLOCK)));
        figure("RPO, what the power cut took", Duration.between(last, cut));
        reached = 3;
    }

    @Test
    @Order(4)
    void seoulComesBackAndTakesNobody() {
        goesOnAfter(3);
        regions.seoul().powerOn();
        Bed.await("Seoul sees who serves", SOON, () -> !Helpdesk.serves(regions.seoul()));
        try (PortalClient there = regions.seoul().signIn("alice")) {
            String bundle =
                    regions.seoul().get("/api/v1/bundles").get(0).get("id").asString();
            HttpResponse<String> answer =
                    there.send("POST", "/api/v1/sessions", "{\"bundle\": \"%s\"}".formatted(bundle));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
            assertThat(answer.body())
                    .contains("SERVED_ELSEWHERE", regions.busan().address().toString());
        }
        Bed.await("what diverged in Seoul is kept", SOON, RegionsTest::kept);
        assertThat(regions.seoul().get("/api/v1/audit?action=desktop.diverged").toString())
                .contains("went on from what it was at");
        assertThat(Helpdesk.serves(regions.busan())).isTrue();
        reached = 4;
    }

    @Test
    @Order(5)
    void whatWasDoneInBusanIsThereInSeoulAgain() {
        goesOnAfter(4);
        Bed.await(
                "Seoul stands by for Busan",
                LONG,
                () -> regions.busan()
                        .get(STANDBYS)
                        .get("covers")
                        .valueStream()
                        .anyMatch(cover -> cover.get("state").asString().equals("READY")
                                && !cover.get("takenAt").isNull()));
        Bed.await("rows flow", SOON, () -> TwoRegions.flows(regions.busan()));
        regions.busan().inGuest(inBusan, "echo from-busan > " + LAST);
        Instant click = redirect(regions.busan(), regions.seoul(), "HAND_OVER");
        alice.followsTo(regions.seoul());
        assertThat(alice.opens(regions.seoul())).isEqualTo(inSeoul);
        figure("planned, from the click to the first picture in Seoul", alice.untilTheFirstPicture(click));
        assertThat(regions.seoul().inGuest(inSeoul, "cat " + LAST)).isEqualTo("from-busan");
        assertThat(regions.seoul().inGuest(inSeoul, "cat " + TYPED)).isEqualTo("from-seoul");
    }

    private static void goesOnAfter(int part) {
        assertThat(reached).as("the part before has to stand").isGreaterThanOrEqualTo(part);
    }

    /** When the helpdesk clicked, after a look at what that means. */
    private static Instant redirect(Region at, Region to, String way) {
        Helpdesk.Redirection redirection = Helpdesk.redirect(at, to);
        JsonNode preview = redirection.preview();
        assertThat(preview.get("way").asString()).isEqualTo(way);
        assertThat(preview.get("obstacles")).isEmpty();
        assertThat(preview.get("people").asInt()).isEqualTo(1);
        assertThat(preview.get("sent").asInt()).isEqualTo(1);
        assertThat(preview.get("pointBytes").asLong()).isPositive();
        assertThat(preview.get("roomEnough").asBoolean()).isTrue();
        return redirection.click();
    }

    private static boolean kept() {
        return regions.seoul()
                .get("/api/v1/desktops/" + inSeoul + "/points")
                .valueStream()
                .anyMatch(point -> point.get("kind").asString().equals("KEPT")
                        && point.get("state").asString().equals("WHOLE"));
    }

    private static void figure(String name, Duration took) {
        FIGURES.add("%-60s %6.1f s".formatted(name, took.toMillis() / 1000.0));
    }
}
