package dev.berth.broker.drill;

import static dev.berth.broker.drill.Columns.utc;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.mail.Mail;
import dev.berth.broker.mail.MailAddress;
import dev.berth.broker.mail.MailFailedException;
import dev.berth.broker.mail.SmtpMail;
import dev.berth.broker.maintenance.NoticeSettings;
import dev.berth.broker.maintenance.SessionVoice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells people that they are to take part in a drill, by mail at once and in their session shortly before, as they are
 * told of maintenance. What cannot be told keeps no drill from beginning. A node that is killed between sending and writing
 * that down lets a mail come twice.
 */
@Component
class DrillNotices {

    private static final Logger LOG = LoggerFactory.getLogger(DrillNotices.class);
    private static final String SENDER = "Berth";
    private static final int LEASE_SECONDS = 600;

    /** What the words for those that are due are made of. */
    private static final String WITH_WORDS = """
            select due.*, d.peer, d.begins_at, d.limit_minutes, p.mail, p.language,
                   coalesce(k.zone, b.zone, 'UTC') as zone
              from due
              join drill d on d.id = due.drill_id
              join person p on p.id = due.person_id
              join desktop k on k.id = due.desktop_id
              join bundle b on b.id = k.bundle_id
            """;

    private final JdbcClient jdbc;
    private final SmtpMail mail;
    private final SessionVoice sessions;
    private final NoticeSettings settings;
    private final Clock clock;

    DrillNotices(JdbcClient jdbc, SmtpMail mail, SessionVoice sessions, NoticeSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.mail = mail;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    /** Somebody who is told, with the words for it. */
    record Told(
            UUID drill,
            UUID desktop,
            UUID person,
            String name,
            String hostname,
            String peer,
            Instant beginsAt,
            long minutes,
            ZoneId zone,
            Optional<String> address,
            Optional<String> language,
            int attempts) {}

    void tell() {
        Instant now = clock.instant();
        dueMails(now).forEach(this::mail);
        dueWords(now).forEach(this::say);
    }

    /** Told of once for all desktops of a person, and of a drill that has not begun. */
    private List<Told> dueMails(Instant now) {
        return jdbc.sql("""
                        with due as (
                            update drill_canary c
                               set mail_attempts = mail_attempts + 1,
                                   mail_due_at = cast(:now as timestamptz) + make_interval(secs => :lease)
                             where c.mail_state = 'WAITING' and c.mail_due_at <= :now
                               and exists (select from drill d where d.id = c.drill_id and d.ended_at is null)
                               and not exists (select from drill_canary o
                                                where o.drill_id = c.drill_id and o.person_id = c.person_id
                                                  and o.desktop_id < c.desktop_id)
                         returning c.*)
                        """ + WITH_WORDS)
                .param("now", utc(now))
                .param("lease", LEASE_SECONDS)
                .query(DrillNotices::told)
                .list();
    }

    private List<Told> dueWords(Instant now) {
        return jdbc.sql("""
                        with due as (
                            update drill_canary c set said_at = :now
                              from drill d
                             where d.id = c.drill_id and d.ended_at is null and c.said_at is null
                               and d.stage in ('ANNOUNCED', 'CHECKS') and d.begins_at <= :soon
                         returning c.*)
                        """ + WITH_WORDS)
                .param("now", utc(now))
                .param("soon", utc(now.plus(settings.sessionLead())))
                .query(DrillNotices::told)
                .list();
    }

    private void mail(Told told) {
        Optional<MailAddress> address = MailAddress.of(told.address().orElse(null));
        if (!mail.isSet()) {
            set(told, "SKIPPED", "No mail server is set (berth.mail.host).");
        } else if (address.isEmpty()) {
            set(told, "SKIPPED", "The directory has no mail address of this person.");
        } else {
            var text = new DrillText(told, mail.settings().language());
            try {
                mail.send(new Mail(
                        address.get(),
                        text.subject(),
                        text.mail(Optional.ofNullable(mail.settings().portal()))));
                set(told, "SENT", null);
            } catch (MailFailedException e) {
                LOG.warn("A mail about drill {} was not sent.", told.drill(), e);
                boolean last = told.attempts() >= settings.mailTries();
                set(told, last ? "FAILED" : "WAITING", String.valueOf(e.getMessage()));
            }
        }
    }

    private void say(Told told) {
        String text = new DrillText(told, mail.settings().language()).inSession();
        jdbc.sql("select id from session where desktop_id = :desktop and state in ('CONNECTED', 'DISCONNECTED')")
                .param("desktop", told.desktop())
                .query((row, number) -> new SessionId(row.getObject("id", UUID.class)))
                .list()
                .forEach(session -> sessions.say(session, SENDER, text));
    }

    /** For all desktops of the person. */
    private void set(Told told, String state, @Nullable String note) {
        jdbc.sql("""
                        update drill_canary set mail_state = :state, mail_note = :note, mail_due_at = :due
                         where drill_id = :drill and person_id = :person
                        """)
                .param("state", state)
                .param("note", note)
                .param("due", utc(clock.instant().plus(settings.mailRetry())))
                .param("drill", told.drill())
                .param("person", told.person())
                .update();
    }

    private static Told told(ResultSet row, int number) throws SQLException {
        return new Told(
                row.getObject("drill_id", UUID.class),
                row.getObject("desktop_id", UUID.class),
                row.getObject("person_id", UUID.class),
                row.getString("display_name"),
                row.getString("hostname"),
                row.getString("peer"),
                Objects.requireNonNull(Columns.at(row, "begins_at")),
                row.getLong("limit_minutes"),
                ZoneId.of(row.getString("zone")),
                Optional.ofNullable(row.getString("mail")),
                Optional.ofNullable(row.getString("language")),
                row.getInt("mail_attempts"));
    }
}
