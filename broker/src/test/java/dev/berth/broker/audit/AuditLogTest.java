package dev.berth.broker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class AuditLogTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Actor.Somebody ADAM = new Actor.Somebody(new PersonId(UUID.randomUUID()), "adam");

    private final AuditLog log =
            new AuditLog(JdbcClient.create(TestDatabase.fresh()), Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void whatIsRecordedIsReadBackWhole() {
        log.record(AuditEntry.of(ADAM, "bundle.change", "bundle", "b-1", Outcome.DONE, "Changed.")
                .from(ClientAddress.parse("address", "192.0.2.7"))
                .changing(Map.of("name", "old"), Map.of("name", "new")));

        RecordedEntry entry = log.latest(AuditFilter.everything(10)).getFirst();
        assertThat(entry.at()).isEqualTo(NOON);
        assertThat(entry.person()).contains(ADAM.id());
        assertThat(entry.actor()).isEqualTo("adam");
        assertThat(entry.address()).contains("192.0.2.7");
        assertThat(entry.outcome()).isEqualTo(Outcome.DONE);
        assertThat(entry.before()).contains("{\"name\": \"old\"}");
        assertThat(entry.after()).contains("{\"name\": \"new\"}");
    }

    @Test
    void hostileTextIsKeptAsText() {
        String hostile = "x\0'); drop table audit_entry; --<script>";
        log.record(AuditEntry.of(new Actor.Nobody(hostile), "sign-in", "portal", hostile, Outcome.REFUSED, hostile)
                .changing(null, Map.of("typed", hostile)));

        RecordedEntry entry = log.latest(AuditFilter.everything(1)).getFirst();
        assertThat(entry.actor()).isEqualTo("x\ufffd'); drop table audit_entry; --<script>");
        assertThat(entry.person()).isEmpty();
    }

    @Test
    void pagesFollowEachOtherAndFiltersNarrow() {
        for (int i = 0; i < 5; i++) {
            log.record(AuditEntry.of(new Actor.Berth(), "desktop.stop", "desktop", "d-" + i, Outcome.DONE, "Idle."));
        }
        log.record(AuditEntry.of(ADAM, "desktop.stop", "desktop", "d-9", Outcome.REFUSED, "Guard."));

        List<RecordedEntry> first = log.latest(AuditFilter.everything(4));
        List<RecordedEntry> second = log.latest(
                new AuditFilter(null, null, null, null, null, first.getLast().id(), 4));
        assertThat(first).extracting(RecordedEntry::thing).containsExactly("d-9", "d-4", "d-3", "d-2");
        assertThat(second).extracting(RecordedEntry::thing).containsExactly("d-1", "d-0");
        assertThat(log.latest(new AuditFilter(ADAM.id(), null, null, null, Outcome.REFUSED, null, 10)))
                .hasSize(1);
        assertThat(log.latest(AuditFilter.of("desktop", "d-2", 10))).hasSize(1);
    }

    @Test
    void anEntryWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> AuditEntry.of(ADAM, "a", "b", "c", Outcome.DONE, " "))
                .hasMessageContaining("say in a sentence why");
    }
}
