package dev.berth.broker.audit;

import dev.berth.broker.directory.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
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
        record(List.of(entry));
    }

    /** Writes many down in one statement. */
    public void record(List<AuditEntry> entries) {
        jdbc.sql("""
                        insert into audit_entry (at, person_id, actor, address, action, thing_kind, thing, decision,
                                                 reason, before, after)
                        select :at, e.person, e.actor, e.address, e.action, e.thing_kind, e.thing, e.outcome,
                               e.reason, e.before, e.after
                          from jsonb_to_recordset(:entries::jsonb)
                                   as e (person uuid, actor text, address text, action text, thing_kind text, thing text,
                                         outcome text, reason text, before jsonb, after jsonb)
                        """)
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("entries", json(entries.stream().map(AuditLog::columns).toList()))
                .update();
    }

    private static Map<String, @Nullable Object> columns(AuditEntry entry) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        if (entry.actor() instanceof Actor.Somebody somebody) {
            columns.put("person", somebody.id().toString());
        }
        columns.put("actor", entry.actor().name());
        columns.put("address", entry.address() == null ? null : entry.address().toString());
        columns.put("action", entry.action());
        columns.put("thing_kind", entry.thingKind());
        columns.put("thing", entry.thing());
        columns.put("outcome", entry.outcome().name());
        columns.put("reason", entry.reason());
        columns.put("before", entry.before());
        columns.put("after", entry.after());
        return columns;
    }

    /** Whether the log says this very sentence of the thing already: what only has to be known once is not said again. */
    public boolean says(AuditEntry entry) {
        return jdbc.sql("""
                        select exists (select 1 from audit_entry
                                        where thing_kind = :kind and thing = :thing and action = :action
                                          and reason = :reason)
                        """)
                .param("kind", entry.thingKind())
                .param("thing", entry.thing())
                .param("action", entry.action())
                .param("reason", entry.reason())
                .query(Boolean.class)
                .single();
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

    /** What an attacker typed is written down too; PostgreSQL has no NUL, not even an escaped one. */
    private static String json(Object value) {
        return JSON.writeValueAsString(value).replace("\\u0000", "\\ufffd");
    }
}
