package dev.berth.broker.maintenance;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.berth.broker.HeldPort;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A region with a window a day from now, and a mail server that begins when a test says so. */
abstract class InAnAnnouncedRegion {

    private HeldPort port;
    GreenMail server;
    MaintainedRegion region;
    Notices notices;
    Bundle bundle;

    @BeforeEach
    void begin() throws IOException {
        port = new HeldPort();
        server = new GreenMail(new ServerSetup(port.number(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        region = new MaintainedRegion(
                "berth.mail.host=127.0.0.1",
                "berth.mail.port=" + port.number(),
                "berth.mail.security=NONE",
                "berth.mail.from=berth@corp.example.com",
                "berth.notices.mail-tries=2",
                "berth.notices.deferrals=1");
        notices = region.get(Notices.class);
        bundle = region.bundle("Standard", RunningMode.MANUAL);
        region.opensIn(Duration.ofHours(20));
    }

    @AfterEach
    void end() throws IOException {
        region.close();
        server.stop();
        port.close();
    }

    final Instant window() {
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

    final void toTheWindow() {
        region.clock.forward(Duration.between(region.clock.instant(), window().plusSeconds(1)));
    }

    final DesktopId member(String name, @Nullable String mail, @Nullable String language) {
        Person person = region.person(name);
        region.get(JdbcClient.class)
                .sql("update person set mail = ?, language = ? where id = ?")
                .params(mail, language, person.id().objectGuid())
                .update();
        return region.running(person, bundle);
    }

    final Map<String, Notice.State> states(Notice.Channel channel) {
        return notices.latest(50, 0).stream()
                .filter(notice -> notice.channel() == channel)
                .collect(Collectors.toMap(Notice::person, Notice::state));
    }

    final Notice mail() {
        return notices.latest(50, 0).stream()
                .filter(notice -> notice.channel() == Notice.Channel.MAIL)
                .findFirst()
                .orElseThrow();
    }

    final List<String> messages() {
        return region.get(JdbcClient.class)
                .sql("select text from session_message")
                .query(String.class)
                .list();
    }
}
