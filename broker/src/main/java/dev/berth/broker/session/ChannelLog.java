package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.Silence;
import dev.berth.broker.directory.PersonId;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes down what passed between a guest and a person's computer, and what the gateway stopped. */
@Component
public class ChannelLog {

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Silence<Stopped> silence;

    ChannelLog(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.silence = new Silence<>(SILENCE, clock);
    }

    private record Stopped(SessionId session, String channel, String why) {}

    /**
     * Says the same once a minute.
     *
     * @param channel what it would have gone through, such as {@code clipboard in}
     * @param why a sentence for people
     */
    public void blocked(SessionId session, String channel, String why) {
        if (!silence.isNew(new Stopped(session, channel, why))) {
            return;
        }
        audit.record(AuditEntry.of(person(session), "channel.block", "session", session, Outcome.REFUSED, why)
                .changing(null, Map.of("channel", channel)));
    }

    /** @param file its name and size, and whatever else of it is worth knowing */
    public void passed(SessionId session, String channel, Map<String, String> file) {
        Map<String, String> what = new LinkedHashMap<>(file);
        what.put("channel", channel);
        audit.record(AuditEntry.of(
                        person(session), "channel.pass", "session", session, Outcome.DONE, "The policy allows it.")
                .changing(null, what));
    }

    private Actor person(SessionId session) {
        Optional<Actor> somebody = jdbc.sql("""
                        select p.id, p.account_name
                          from session s join person p on p.id = s.person_id
                         where s.id = :session
                        """)
                .param("session", session.value())
                .query((row, number) -> (Actor) new Actor.Somebody(
                        new PersonId(row.getObject("id", UUID.class)), row.getString("account_name")))
                .optional();
        return somebody.orElseGet(Actor.Berth::new);
    }
}
