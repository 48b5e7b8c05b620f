package dev.berth.broker.audit;

import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The log of every decision and change. It is only ever added to. */
@Component
public final class AuditLog {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final Clock clock;

    public AuditLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Writes the entry down; inside a transaction it stands or falls with that. */
    public void record(AuditEntry entry) {
        UUID person =
                entry.actor() instanceof Actor.Somebody somebody ? somebody.id().objectGuid() : null;
        jdbc.sql("""
                        insert into audit_entry (at, person_id, actor, address, action, thing_kind, thing, decision,
                                                 reason, before, after)
                        values (:at, :person, :actor, :address, :action, :thingKind, :thing, :outcome,
                                :reason, :before::jsonb, :after::jsonb)
                        """)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("person", person)
                .param("actor", stored(entry.actor().name()))
                .param(
                        "address",
                        entry.address() == null ? null : entry.address().toString())
                .param("action", entry.action())
                .param("thingKind", entry.thingKind())
                .param("thing", stored(entry.thing()))
                .param("outcome", entry.outcome().name())
                .param("reason", stored(entry.reason()))
                .param("before", json(entry.before()))
                .param("after", json(entry.after()))
                .update();
    }

    public List<RecordedEntry> latest(AuditFilter filter) {
        return jdbc.sql("""
                        select id, at, person_id, actor, address, action, thing_kind, thing, decision, reason,
                               before, after
                          from audit_entry
                         where (:person::uuid is null or person_id = :person)
                           and (:thingKind::text is null or thing_kind = :thingKind)
                           and (:thing::text is null or thing = :thing)
                           and (:action::text is null or action = :action)
                           and (:outcome::text is null or decision = :outcome)
                           and (:before::bigint is null or id < :before)
                         order by id desc
                         limit :limit
                        """)
                .param(
                        "person",
                        filter.person() == null ? null : filter.person().objectGuid())
                .param("thingKind", filter.thingKind())
                .param("thing", filter.thing())
                .param("action", filter.action())
                .param(
                        "outcome",
                        filter.outcome() == null ? null : filter.outcome().name())
                .param("before", filter.before())
                .param("limit", filter.limit())
                .query(AuditLog::entry)
                .list();
    }

    private static RecordedEntry entry(ResultSet row, int number) throws SQLException {
        return new RecordedEntry(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("person_id", UUID.class)).map(PersonId::new),
                row.getString("actor"),
                Optional.ofNullable(row.getString("address")),
                row.getString("action"),
                row.getString("thing_kind"),
                row.getString("thing"),
                Outcome.valueOf(row.getString("decision")),
                row.getString("reason"),
                Optional.ofNullable(row.getString("before")),
                Optional.ofNullable(row.getString("after")));
    }

    private static @Nullable String json(@Nullable Map<String, ?> fields) {
        // PostgreSQL's jsonb has no NUL, even escaped.
        return fields == null ? null : JSON.writeValueAsString(fields).replace("\\u0000", "\\ufffd");
    }

    /** What an attacker typed is written down too; PostgreSQL's text has no NUL. */
    private static String stored(String text) {
        return text.replace('\0', '\ufffd');
    }
}
