package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.Browser.Look;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What people see when machines, guacd or Berth itself go down under them. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("main-job")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {

    private static final Duration TEMPLATE_LIMIT = Duration.ofMinutes(4);
    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Duration PICTURE_LIMIT = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Observation RUNNING = new Observation.Present(PowerState.RUNNING);
    private static final String DESKTOP = "Standard desktop";
    private static final String TURNED_OFF = "turned off outside Berth";

    private static OwnGuacd guacd;
    private static Bed bed;

    @BeforeAll
    static void giveTheBedAGuacdThatMayGoDown(Bed shared) {
        guacd = new OwnGuacd();
        guacd.start();
        bed = shared;
        bed.restart("--berth.gateway.guacd.port=" + guacd.port());
        bed.domain().addUsers("starter", 2, Bed.PASSWORD, "Berth Employees");
        bed.awaitTemplates(TEMPLATE_LIMIT);
    }

    @AfterAll
    static void clearUp() {
        try {
            if (bed != null) {
                bed.restart();
            }
        } finally {
            guacd.close();
        }
    }

    @Test
    @Order(1)
    void aMachineDestroyedUnderASessionIsToldAndOpensAgain() {
        try (Visitor bob = Visitor.signIn(bed.berth().address(), "bob")) {
            JsonNode session = bob.opensTheDesktop(READY_LIMIT);
            String id = session.get("id").asString();
            JsonNode desktop = desktopOf(session);
            try (Line line = bob.connects(id)) {
                bob.seesAPicture(id, PICTURE_LIMIT);
                bed.destroy(desktop);
                assertThat(line.awaitClosing(SOON).code())
                        .as("the broker's word, or the broken line, whichever comes first")
                        .isIn(4000, 4011, 4013);
            }
            JsonNode over = bob.awaits(id, "ENDED", SOON);
            assertThat(over.get("termination").asString()).isEqualTo("DESKTOP_STOPPED");
            assertThat(over.get("failure").asString()).contains(TURNED_OFF);
            // Restarted while the session counts as in use; where the broken line was noticed first, marked by its
            // mode.
            Bed.await(
                    "the machine is restarted, or marked as stopped",
                    READY_LIMIT,
                    () -> Set.of("AVAILABLE", "STOPPED").contains(state(desktop)));
            opensAndSeesAPicture(bob, desktop);
            assertThat(bed.observe(desktop)).isEqualTo(RUNNING);
        }
    }

    @Test
    @Order(2)
    void aMachineDestroyedWhileNobodyUsesItIsMarkedAsStopped() {
        try (Visitor bob = Visitor.signIn(bed.berth().address(), "bob")) {
            JsonNode session = bob.opensTheDesktop(READY_LIMIT);
            JsonNode desktop = desktopOf(session);
            bob.ends(session.get("id").asString());
            Bed.await(
                    "the desktop's timer runs",
                    SOON,
                    () -> !read(desktop).get("stopDue").isNull());
            bed.destroy(desktop);
            Bed.await("it is seen", SOON, () -> state(desktop).equals("STOPPED"));
            assertThat(read(desktop).get("reason").asString()).contains(TURNED_OFF);
            opensAndSeesAPicture(bob, desktop);
        }
    }

    @Test
    @Order(3)
    void withoutGuacdThePageSaysSoAndConnectsByItselfWhenItIsBack() {
        try (Browser browser = new Browser();
                Person alice = new Person(browser, bed.berth().address(), Look.LIGHT);
                Visitor atTheApi = Visitor.signIn(bed.berth().address(), "alice")) {
            String session = atTheApi.opensTheDesktop(READY_LIMIT).get("id").asString();
            guacd.kill();
            try (Line line = atTheApi.connects(session)) {
                assertThat(line.awaitClosing(SOON))
                        .isEqualTo(new Line.Closing(4010, "The desktop service is not available."));
            }
            alice.signsIn("alice", Bed.PASSWORD).opens("/sessions/" + session);
            awaitPage(alice, "reconnecting");
            assertThat(alice.page().locator("#session").innerText())
                    .contains("The service that shows desktops does not answer.");
            alice.pictures("guacd-is-down");
            guacd.start();
            alice.seesTheSession();
            guacd.kill();
            awaitPage(alice, "reconnecting");
            alice.pictures("guacd-went-down");
            guacd.start();
            alice.seesTheSession();
            assertThat(atTheApi.session(session).get("state").asString()).isEqualTo("CONNECTED");
            atTheApi.ends(session);
        }
    }

    @ParameterizedTest
    @Order(4)
    @CsvSource({"starter0, DISK_READY", "starter1, MACHINE_STARTED"})
    void killedInAnOpeningBerthGoesOnWhereItWas(String name, String stage) {
        String session;
        try (Visitor person = Visitor.signIn(bed.berth().address(), name)) {
            session = person.opensTheDesktop().get("id").asString();
            person.reaches(session, stage, READY_LIMIT);
        }
        bed.crash();
        try (Visitor person = Visitor.signIn(bed.berth().address(), name)) {
            JsonNode ready = person.awaits(session, "READY", READY_LIMIT);
            JsonNode desktop = desktopOf(ready);
            assertThat(state(desktop)).isEqualTo("AVAILABLE");
            assertThat(bed.observe(desktop)).isEqualTo(RUNNING);
            assertThat(bed.volumesOf(desktop)).hasSize(2);
            opensAndSeesAPicture(person, desktop);
        }
    }

    private static void opensAndSeesAPicture(Visitor person, JsonNode desktop) {
        JsonNode session = person.opensTheDesktop(READY_LIMIT);
        assertThat(session.get("desktop").asString())
                .isEqualTo(desktop.get("id").asString());
        String id = session.get("id").asString();
        try (Line line = person.connects(id)) {
            person.seesAPicture(id, PICTURE_LIMIT);
        }
        person.ends(id);
    }

    private static void awaitPage(Person person, String state) {
        person.page()
                .locator("#session[data-state=" + state + "]")
                .waitFor(new com.microsoft.playwright.Locator.WaitForOptions()
                        .setTimeout(Duration.ofSeconds(40).toMillis()));
    }

    private static JsonNode desktopOf(JsonNode session) {
        return bed.get("/api/v1/desktops/" + session.get("desktop").asString());
    }

    private static JsonNode read(JsonNode desktop) {
        return bed.get("/api/v1/desktops/" + desktop.get("id").asString());
    }

    private static String state(JsonNode desktop) {
        return read(desktop).get("state").asString();
    }
}
