package dev.berth.broker.session;

import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.RecordedEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the audit log says of what passed beside the picture, and of what did not: who, and from where. */
class ChannelLogTest extends InASessionRegion {

    private final ChannelLog log = region.get(ChannelLog.class);

    @Test
    void aBlockOnTheWayIsFromWhereTheSessionIsShownAndSaidOnceAMinute() {
        SessionId session = shown();
        log.blocked(session, "clipboard in", "The policy forbids it.");
        log.blocked(session, "clipboard in", "The policy forbids it.");
        assertThat(entries(session, "channel.block")).singleElement().satisfies(entry -> {
            assertThat(entry.person()).contains(alice.id());
            assertThat(entry.address()).contains(OFFICE.toString());
        });
        region.clock.forward(Duration.ofSeconds(61));
        log.blocked(session, "clipboard in", "The policy forbids it.");
        assertThat(entries(session, "channel.block")).hasSize(2);
    }

    @Test
    void aFileIsFromWhereItWasAskedForWhereverTheSessionIsShown() {
        SessionId session = shown();
        log.passed(session, HOME, "file out", Map.of("name", "list.pdf"));
        log.blocked(session, HOME, "file in", "'setup.exe' is not taken.");
        log.blocked(session, OFFICE, "file in", "'setup.exe' is not taken.");
        assertThat(entries(session, "channel.pass")).singleElement().satisfies(entry -> {
            assertThat(entry.person()).contains(alice.id());
            assertThat(entry.address()).contains(HOME.toString());
        });
        assertThat(entries(session, "channel.block"))
                .extracting(entry -> entry.address().orElse(""))
                .containsExactlyInAnyOrder(HOME.toString(), OFFICE.toString());
    }

    private SessionId shown() {
        SessionId session = region.ready(alice, region.desktop());
        region.connected(alice, session);
        return session;
    }

    private List<RecordedEntry> entries(SessionId session, String action) {
        return region.audited("session", session).stream()
                .filter(entry -> entry.action().equals(action))
                .toList();
    }
}
