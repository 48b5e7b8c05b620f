package dev.berth.broker.maintenance;

import static dev.berth.broker.maintenance.MaintainedRegion.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.update.UpdateSpec;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People are told by a real mail server and in their session, and put maintenance off within a budget. */
class NoticesTest {

    private GreenMail server;
    private MaintainedRegion region;
    private Notices notices;
    private Bundle bundle;

    @BeforeEach
    void begin() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        region = new MaintainedRegion(
                "berth.mail.host=127.0.0.1",
                "berth.mail.port=" + port,
                "berth.mail.security=NONE",
                "berth.mail.from=berth@corp.example.com",
                "berth.notices.mail-tries=2",
                "berth.notices.deferrals=1");
        notices = region.get(Notices.class);
        bundle = region.bundle("Standard", RunningMode.MANUAL);
        region.opensIn(Duration.ofHours(20));
    }

    @AfterEach
    void end() {
        region.close();
        server.stop();
    }

    @Test
    void mailIsSentOnceInThePersonsLanguageAndWhatIsNoAddressIsShown() throws Exception {
        server.start();
        member("alice", "alice@corp.example.com", "ko");
        member("bob", "bob@corp.example.com", null);
        member("carol", "carol@corp.example.com\r\nBcc: everybody@corp.example.com", null);
        member("dave", null, null);
        notices.tell();
        notices.tell();
        assertThat(states(Notice.Channel.MAIL))
                .isEqualTo(Map.of(
                        "alice", Notice.State.SENT,
                        "bob", Notice.State.SENT,
                        "carol", Notice.State.SKIPPED,
                        "dave", Notice.State.SKIPPED));
        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(2);
        for (MimeMessage mail : mails) {
            boolean alice =
                    mail.getRecipients(Message.RecipientType.TO)[0].toString().startsWith("alice");
            assertThat(mail.getSubject()).contains(alice ? "유지 관리" : "Maintenance of your desktop");
            assertThat(mail.getContent().toString()).contains(alice ? "alice 님" : "Hello bob");
            assertThat(mail.getFrom()[0].toString()).isEqualTo("berth@corp.example.com");
            assertThat(GreenMailUtil.getHeaders(mail)).contains("Auto-Submitted: auto-generated");
        }
    }

    @Test
    void serverThatIsAwayIsTriedAgainShownAndKeepsNoRunFromOpening() {
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(states(Notice.Channel.MAIL)).containsEntry("alice", Notice.State.WAITING);
        assertThat(mail().reason().orElse("")).contains("did not take a mail to alice@corp.example.com");
        region.clock.forward(Duration.ofMinutes(6));
        notices.tell();
        assertThat(states(Notice.Channel.MAIL)).containsEntry("alice", Notice.State.FAILED);
        assertThat(mail().attempts()).isEqualTo(2);
        toTheWindow();
        region.get(MaintenanceRounds.class).openWindows();
        Run run = region.get(Runs.class).latest(1, 0).getFirst();
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
    }

    @Test
    void whoIsInASessionIsToldThereShortlyBefore() {
        server.start();
        DesktopId desktop = member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(messages()).isEmpty();
        region.clock.forward(Duration.between(region.clock.instant(), window().minus(Duration.ofMinutes(10))));
        notices.tell();
        assertThat(states(Notice.Channel.SESSION)).containsEntry("alice", Notice.State.WAITING);
        // A session that is opened after it was due is told as well.
        region.beginSession(desktop);
        notices.tell();
        notices.tell();
        assertThat(messages()).singleElement().asString().contains("Maintenance begins on", "not interrupted");
        assertThat(states(Notice.Channel.SESSION)).containsEntry("alice", Notice.State.SENT);
    }

    @Test
    void whoWasInNoSessionIsNotWrittenDownAsAFailure() {
        server.start();
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        toTheWindow();
        notices.tell();
        assertThat(states(Notice.Channel.SESSION)).containsEntry("alice", Notice.State.SKIPPED);
    }

    @Test
    void turnIsPutOffWithinTheBudgetAndTheRunLeavesItAlone() {
        server.start();
        Person alice = region.person("alice");
        DesktopId desktop = region.running(alice, bundle);
        Deferrals deferrals = region.get(Deferrals.class);
        Deferrals.Turn turn = deferrals.of(alice.id()).getFirst();
        assertThat(turn.left()).isEqualTo(1);
        assertThatThrownBy(
                        () -> deferrals.defer(region.person("mallory").id(), desktop, turn.window(), turn.day(), ADMIN))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> deferrals.defer(
                        alice.id(), desktop, turn.window(), turn.day().plusDays(30), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("no maintenance on");
        deferrals.defer(alice.id(), desktop, turn.window(), turn.day(), ADMIN);
        deferrals.defer(alice.id(), desktop, turn.window(), turn.day(), ADMIN);
        assertThat(deferrals.of(alice.id()).getFirst().deferred()).isTrue();
        assertThat(deferrals.of(alice.id()).getFirst().left()).isZero();
        notices.tell();
        assertThat(server.getReceivedMessages()).isEmpty();
        toTheWindow();
        region.get(MaintenanceRounds.class).openWindows();
        Run run = region.get(Runs.class).latest(1, 0).getFirst();
        assertThat(region.finished(run.id()).counts()).isEqualTo(Map.of(Phase.SKIPPED, 1));
        assertThat(region.get(Runs.class).lines(run.id(), 1, 0).getFirst().reason())
                .contains("Its person put it off.");
        assertThat(region.audited("desktop", desktop)).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aWindowThatWasSwitchedOffIsNotAnnouncedAnyMore() {
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(states(Notice.Channel.MAIL)).containsEntry("alice", Notice.State.WAITING);
        server.start();
        MaintenanceWindow window = own();
        region.get(Windows.class).enable(window.id(), window.revision(), false, ADMIN);

        region.clock.forward(Duration.ofMinutes(6));
        notices.tell();

        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(states(Notice.Channel.MAIL)).containsEntry("alice", Notice.State.SKIPPED);
        assertThat(mail().reason().orElse("")).contains("switched off");
    }

    @Test
    void aWindowThatWasGivenAnotherTimeIsAnnouncedAnew() {
        server.start();
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(server.getReceivedMessages()).hasSize(1);
        MaintenanceWindow window = own();
        Timing timing = window.spec().timing();
        // On the same day, whatever the time is.
        Duration moved = Duration.ofMinutes(timing.start().getHour() < 23 ? 20 : -20);
        var later = new Timing(timing.zone(), timing.rhythm(), timing.start().plus(moved), timing.lengthMinutes());
        Instant before = window();
        region.get(Windows.class)
                .update(window.id(), window.revision(), new WindowSpec("Tomorrow", later, Scope.ALL), ADMIN);

        notices.tell();
        notices.tell();

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(mail().beginsAt()).isEqualTo(before.plus(moved));
    }

    @Test
    void whatWasAnnouncedLongAgoIsForgotten() {
        server.start();
        member("alice", "alice@corp.example.com", null);
        notices.tell();
        assertThat(notices.latest(50, 0)).isNotEmpty();

        region.clock.forward(Duration.ofDays(182));
        notices.tell();

        assertThat(notices.latest(50, 0)).isEmpty();
        assertThat(region.get(JdbcClient.class)
                        .sql("select count(*) from maintenance_announcement where begins_at < :now")
                        .param("now", region.clock.instant().atOffset(ZoneOffset.UTC))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private MaintenanceWindow own() {
        return region.get(Windows.class).list().stream()
                .filter(window -> window.kind() == MaintenanceWindow.Kind.OWN)
                .findFirst()
                .orElseThrow();
    }

    private Instant window() {
        return region.get(Windows.class).list().stream()
                .filter(window -> window.kind() == MaintenanceWindow.Kind.OWN)
                .flatMap(window -> MaintenanceCalendar.starting(
                        window.spec().timing(),
                        region.clock.instant(),
                        region.clock.instant().plus(Duration.ofDays(3)))
                        .stream())
                .findFirst()
                .orElseThrow()
                .from();
    }

    private void toTheWindow() {
        region.clock.forward(Duration.between(region.clock.instant(), window().plusSeconds(1)));
    }

    @Test
    void runByHandAndRolloutAreAnnouncedAndBeginAfterwards() throws Exception {
        server.start();
        DesktopId hers = member("alice", "alice@corp.example.com", null);
        DesktopId his = member("bob", "bob@corp.example.com", null);
        Runs runs = region.get(Runs.class);
        Rollouts rollouts = region.get(Rollouts.class);
        Duration notice = Duration.ofHours(2);
        Run cancelled = runs.start("Mistake", Set.of(his), 60, notice, ADMIN);
        runs.cancel(cancelled.id(), ADMIN);
        region.finished(cancelled.id());
        Run run = runs.start("Kernel", Set.of(hers), 60, notice, ADMIN);
        var spec = new RolloutSpec("Fonts", 0, 5, 5, 0, 60, UpdateSpec.ALL, 120);
        RolloutId rollout = rollouts.start(spec, Set.of(his), ADMIN).id();
        notices.tell();
        assertThat(told("Mistake")).containsOnly(Notice.State.SKIPPED);
        assertThat(told("Kernel")).containsExactlyInAnyOrder(Notice.State.SENT, Notice.State.WAITING);
        assertThat(told("Fonts")).containsExactlyInAnyOrder(Notice.State.SENT, Notice.State.WAITING);
        long after = 0;
        for (MimeMessage mail : server.getReceivedMessages()) {
            after += mail.getContent().toString().contains("is maintained after") ? 1 : 0;
        }
        assertThat(after).isEqualTo(2);
        advance();
        assertThat(runs.find(run.id()).orElseThrow().counts()).isEqualTo(Map.of(Phase.QUEUED, 1));
        assertThat(rollouts.find(rollout).orElseThrow().counts()).isEqualTo(Map.of(RolloutMember.State.WAITING, 1));

        region.clock.forward(notice.minusMinutes(10));
        region.beginSession(hers);
        notices.tell();
        assertThat(messages()).singleElement().asString().contains("Maintenance begins on");
        region.endSessions();
        region.clock.forward(Duration.ofMinutes(11));
        region.until("both are over", () -> {
            region.get(RolloutRounds.class).advance();
            return rollouts.find(rollout).orElseThrow().over()
                    && region.run(run.id()).over();
        });
        assertThat(region.run(run.id()).counts()).isEqualTo(Map.of(Phase.DONE, 1));
    }

    private void advance() {
        region.get(MaintenanceRounds.class).advance();
        region.get(RolloutRounds.class).advance();
        region.get(MaintenanceRounds.class).awaitIdle(MaintainedRegion.SOON);
    }

    private List<Notice.State> told(String name) {
        return notices.latest(50, 0).stream()
                .filter(notice -> notice.windowName().equals(name))
                .map(Notice::state)
                .toList();
    }

    private DesktopId member(String name, @Nullable String mail, @Nullable String language) {
        Person person = region.person(name);
        region.get(JdbcClient.class)
                .sql("update person set mail = ?, language = ? where id = ?")
                .params(mail, language, person.id().objectGuid())
                .update();
        return region.running(person, bundle);
    }

    private Map<String, Notice.State> states(Notice.Channel channel) {
        return notices.latest(50, 0).stream()
                .filter(notice -> notice.channel() == channel)
                .collect(Collectors.toMap(Notice::person, Notice::state));
    }

    private Notice mail() {
        return notices.latest(50, 0).stream()
                .filter(notice -> notice.channel() == Notice.Channel.MAIL)
                .findFirst()
                .orElseThrow();
    }

    private List<String> messages() {
        return region.get(JdbcClient.class)
                .sql("select text from session_message")
                .query(String.class)
                .list();
    }
}
