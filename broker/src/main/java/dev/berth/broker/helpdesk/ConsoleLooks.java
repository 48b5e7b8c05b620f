package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Author;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who looked at whose console, until its person has read it: whether they were connected then or not. */
@Component
public class ConsoleLooks {

    /** More than that nobody reads; the audit log has them all. */
    private static final int SHOWN = 10;

    private final JdbcClient jdbc;
    private final Clock clock;

    ConsoleLooks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A look that its person has not read of.
     *
     * @param by the display name of whoever looked
     */
    public record Look(UUID id, String hostname, String by, String reason, Instant at) {}

    void note(Desktop desktop, Author author, LookReason reason) {
        jdbc.sql("""
                        insert into console_look (id, person_id, desktop_id, hostname, looked_by, reason, looked_at)
                        values (:id, :person, :desktop, :hostname, :by, :reason, :at)
                        """)
                .param("id", UUID.randomUUID())
                .param("person", desktop.person().objectGuid())
                .param("desktop", desktop.id().value())
                .param("hostname", desktop.blueprint().hostname())
                .param("by", author.person().displayName())
                .param("reason", reason.value())
                .param("at", now())
                .update();
    }

    /** The latest first. */
    public List<Look> unread(PersonId person) {
        return jdbc.sql("""
                        select id, hostname, looked_by, reason, looked_at
                          from console_look
                         where person_id = :person and read_at is null
                         order by looked_at desc
                         limit :shown
                        """)
                .param("person", person.objectGuid())
                .param("shown", SHOWN)
                .query((row, number) -> new Look(
                        row.getObject("id", UUID.class),
                        row.getString("hostname"),
                        row.getString("looked_by"),
                        row.getString("reason"),
                        row.getObject("looked_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** False when it is not the person's, or was read before. */
    public boolean read(PersonId person, UUID look) {
        return jdbc.sql(
                                "update console_look set read_at = :at where id = :id and person_id = :person and read_at is null")
                        .param("at", now())
                        .param("id", look)
                        .param("person", person.objectGuid())
                        .update()
                == 1;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
