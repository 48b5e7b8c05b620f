package dev.berth.broker.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMailUtil;
import dev.berth.broker.desktop.DesktopId;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People are told by a real mail server and in their session. */
class NoticesTest extends InAnAnnouncedRegion {

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
}
