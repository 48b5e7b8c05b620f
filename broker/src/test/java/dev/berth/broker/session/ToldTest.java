package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.helpdesk.ConsoleLooks;
import dev.berth.broker.helpdesk.Consoles;
import dev.berth.broker.helpdesk.Help;
import dev.berth.broker.helpdesk.LookReason;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.simulated.SimulatedWorld.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Helpdesk tells somebody something, in the page of the session and on the desktop's own screen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToldTest {

    private static final LookReason REASON = new LookReason("The screen is said to be black.");

    private static final String HOSTILE = "$(reboot) `id`; --help\n<script>alert(1)</script> \"quoted\" 곧 끝납니다";

    private final SessionRegion region = new SessionRegion();
    private final BrokerNode elsewhere = region.anotherNode();
    private final Author helen = new Author(region.signedIn("helen", Role.HELPDESK), OFFICE);

    @AfterAll
    void close() {
        region.close();
    }

    @Test
    void thePageOnAnotherNodeHearsItOnceAndTheGuestGetsItAsOneArgument() {
        guestHasAScreen(":10.0");
        Person alice = region.signedIn("alice", Role.EMPLOYEE);
        SessionId session = region.ready(alice, region.desktop());
        region.connected(alice, session);
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        elsewhere.get(SessionProgress.class).subscribe(session, heard::add);

        Help.Shown shown = region.get(Help.class).tell(region.view(session), new MessageText(HOSTILE), helen);

        within(SOON, "the message", () -> !told(heard).isEmpty());
        assertThat(told(heard)).containsExactly(HOSTILE);
        assertThat(shown.inBrowser()).isTrue();
        assertThat(shown.notInGuest()).isEmpty();
        List<String> command = region.world.executions(region.machine(session)).stream()
                .map(Execution::command)
                .filter(words -> words.contains("/usr/bin/xmessage"))
                .findFirst()
                .orElseThrow();
        assertThat(command.getLast()).isEqualTo("Helpdesk:\n\n" + HOSTILE);
        assertThat(command)
                .contains("DISPLAY=:10.0", "XAUTHORITY=/home/person/.Xauthority")
                .doesNotContain("/bin/sh", "-c");
        assertThat(region.audited("session", session))
                .filteredOn(entry -> entry.action().equals("session.message"))
                .singleElement()
                .extracting(RecordedEntry::actor)
                .isEqualTo("helen");
        within(SOON, "still once", () -> told(heard).size() == 1);
    }

    @Test
    void aGuestThatSaysNonsenseOfItsScreenIsNotBelieved() {
        for (String display : List.of("$(id)", ":10;reboot", "evil:0 -x", "")) {
            guestHasAScreen(display);
            Person somebody = region.signedIn("p" + display.hashCode(), Role.EMPLOYEE);
            SessionId session = region.ready(somebody, region.desktop());

            Help.Shown shown = region.get(Help.class).tell(region.view(session), new MessageText("Hello"), helen);

            assertThat(shown.notInGuest()).as(display).isPresent();
            assertThat(region.world.executions(region.machine(session)))
                    .noneMatch(execution -> execution.command().contains("/usr/bin/xmessage"));
        }
    }

    @Test
    void aPageThatComesMuchLaterIsNotTold() {
        guestHasAScreen(":10");
        Person carol = region.signedIn("carol", Role.EMPLOYEE);
        SessionId session = region.ready(carol, region.desktop());
        region.get(Help.class).tell(region.view(session), new MessageText("Hello"), helen);

        region.clock.forward(Duration.ofMinutes(3));
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        region.get(SessionProgress.class).subscribe(session, heard::add);
        within(SOON, "ready", () -> heard.contains(new SessionEvent.StateReached(SessionState.READY)));
        assertThat(told(heard)).isEmpty();
    }

    @Test
    void whoeverIsConnectedIsToldThatTheirScreenWasLookedAt() {
        Person erin = region.signedIn("erin", Role.EMPLOYEE);
        SessionId session = region.ready(erin, region.desktop());
        region.connected(erin, session);
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        elsewhere.get(SessionProgress.class).subscribe(session, heard::add);

        byte[] picture = region.get(Consoles.class).look(region.desktopOf(session), REASON, helen);

        assertThat(picture).startsWith(0x89, 'P', 'N', 'G');
        within(
                SOON,
                "being told",
                () -> heard.stream()
                        .anyMatch(event -> event instanceof SessionEvent.Told told
                                && told.kind() == SessionMessages.Kind.SCREEN_SEEN
                                && told.sentBy().equals("helen")));
        assertThat(region.audited("desktop", region.desktopOf(session).id()))
                .anyMatch(entry -> entry.action().equals("desktop.screenshot"));
    }

    @Test
    void whoIsNotConnectedIsToldUntilTheyHaveReadIt() {
        Person nora = region.signedIn("nora", Role.EMPLOYEE);
        Person other = region.signedIn("other", Role.EMPLOYEE);
        SessionId session = region.ready(nora, region.desktop());
        var looks = region.get(ConsoleLooks.class);

        region.get(Consoles.class).look(region.desktopOf(session), REASON, helen);
        region.clock.forward(Duration.ofDays(3));

        List<ConsoleLooks.Look> unread = looks.unread(nora.id());
        assertThat(unread).hasSize(1);
        assertThat(unread.getFirst().by()).isEqualTo("helen");
        assertThat(unread.getFirst().reason()).isEqualTo(REASON.value());
        assertThat(looks.unread(other.id())).isEmpty();
        assertThat(looks.read(other.id(), unread.getFirst().id())).isFalse();
        assertThat(looks.read(nora.id(), unread.getFirst().id())).isTrue();
        assertThat(looks.unread(nora.id())).isEmpty();
        assertThat(region.audited("desktop", region.desktopOf(session).id()))
                .anyMatch(entry -> entry.action().equals("desktop.screenshot")
                        && entry.reason().endsWith(REASON.value()));
    }

    @Test
    void aLookNeedsAReason() {
        for (String none : List.of("", "  ", "no", "x".repeat(201), "one\ntwo", "a\u0000b")) {
            assertThatThrownBy(() -> new LookReason(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("reason is");
        }
    }

    @Test
    void whatHelpdeskReadsNamesNothingInside() {
        Person frida = region.signedIn("frida", Role.EMPLOYEE);
        SessionId session = region.ready(frida, region.desktop());
        region.get(Desktops.class).stop(region.desktopOf(session).id());
        within(SOON, "stopped", () -> region.desktopOf(session).state() == DesktopState.STOPPED);
        assertThatThrownBy(() -> region.get(Consoles.class).look(region.desktopOf(session), REASON, helen))
                .hasMessageMatching(
                        "The console of this desktop cannot be shown: it has one while its machine runs on a"
                                + " host that answers\\. Reference [2-9A-Z]{4}-[2-9A-Z]{4} in Berth's log says more\\.");
        assertThat(region.audited("desktop", region.desktopOf(session).id()))
                .filteredOn(entry -> entry.action().equals("desktop.screenshot"))
                .allMatch(entry -> entry.reason().contains("Reference "));
    }

    @Test
    void aConsoleThatIsSwitchedOffOrDarkSaysSo() {
        Person frank = region.signedIn("frank", Role.EMPLOYEE);
        SessionId session = region.ready(frank, region.desktop());
        region.get(Desktops.class).stop(region.desktopOf(session).id());
        within(SOON, "stopped", () -> region.desktopOf(session).state() == DesktopState.STOPPED);
        assertThatThrownBy(() -> region.get(Consoles.class).look(region.desktopOf(session), REASON, helen))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("cannot be shown");

        BrokerNode discreet = region.anotherNode("berth.helpdesk.screenshots=false");
        assertThatThrownBy(() -> discreet.get(Consoles.class).look(region.desktopOf(session), REASON, helen))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("switched off");
    }

    @Test
    void whoHasNoSessionAnyMoreCannotBeTold() {
        Person dan = region.signedIn("dan", Role.EMPLOYEE);
        SessionId session = region.ready(dan, region.desktop());
        region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN);

        assertThatThrownBy(() -> region.get(Help.class).tell(region.view(session), new MessageText("Hello"), helen))
                .hasMessageContaining("which is over");
    }

    @Test
    void everybodyOfABundleIsToldOnceAndItIsWrittenDown() {
        Person erin = region.signedIn("erin", Role.EMPLOYEE);
        SessionId session = region.ready(erin, region.desktop());
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        elsewhere.get(SessionProgress.class).subscribe(session, heard::add);

        var text = new MessageText("Maintenance at six.");
        assertThat(region.get(Help.class).broadcast(Optional.of(new BundleId(UUID.randomUUID())), text, helen))
                .isZero();
        assertThat(region.get(Help.class).broadcast(Optional.of(region.bundle.id()), text, helen))
                .isPositive();

        within(SOON, "the message", () -> !told(heard).isEmpty());
        assertThat(told(heard)).containsExactly("Maintenance at six.");
        assertThat(region.audited("bundle", region.bundle.id()))
                .filteredOn(entry -> entry.action().equals("session.broadcast"))
                .singleElement()
                .extracting(RecordedEntry::actor)
                .isEqualTo("helen");
    }

    private void guestHasAScreen(String display) {
        region.world.programs(execution -> switch (execution.command().getFirst()) {
            case "/usr/bin/pgrep" -> new ExecResult(0, "4711\n", "");
            case "/bin/cat" ->
                new ExecResult(
                        0,
                        "USER=person\0DISPLAY=" + display
                                + "\0XAUTHORITY=/home/person/.Xauthority\0HOME=/home/person\0",
                        "");
            default -> new ExecResult(0, "", "");
        });
    }

    private static List<String> told(List<SessionEvent> heard) {
        return heard.stream()
                .filter(SessionEvent.Told.class::isInstance)
                .map(event -> ((SessionEvent.Told) event).text())
                .toList();
    }
}
