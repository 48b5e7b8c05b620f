package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.Silence;
import dev.berth.broker.directory.PersonId;
import dev.berth.ipacl.ClientAddress;
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

    private record Stopped(SessionId session, Optional<ClientAddress> from, String channel, String why) {}

    /** Whose session it is, and where it is shown, or was last. */
    private record Whose(Actor person, Optional<ClientAddress> address) {}

    /**
     * Says the same once a minute, of something on the way between the guest and where the session is shown.
     *
     * @param channel what it would have gone through, such as {@code clipboard in}
     * @param why a sentence for people
     */
    public void blocked(SessionId session, String channel, String why) {
        block(session, Optional.empty(), channel, why);
    }

    /**
     * The same of something that was asked for beside the picture.
     *
     * @param from where it was asked for
     */
    public void blocked(SessionId session, ClientAddress from, String channel, String why) {
        block(session, Optional.of(from), channel, why);
    }

    /** @param file its name and size, and whatever else of it is worth knowing */
    public void passed(SessionId session, ClientAddress from, String channel, Map<String, String> file) {
        Map<String, String> what = new LinkedHashMap<>(file);
        what.put("channel", channel);
        audit.record(AuditEntry.of(
                        whose(session).person(),
                        "channel.pass",
                        "session",
                        session,
                        Outcome.DONE,
                        "The policy allows it.")
                .from(from)
                .changing(null, what));
    }

    private void block(SessionId session, Optional<ClientAddress> from, String channel, String why) {
        if (!silence.isNew(new Stopped(session, from, channel, why))) {
            return;
        }
        Whose whose = whose(session);
        AuditEntry entry = AuditEntry.of(whose.person(), "channel.block", "session", session, Outcome.REFUSED, why)
                .changing(null, Map.of("channel", channel));
        audit.record(from.or(whose::address).map(entry::from).orElse(entry));
    }

    private Whose whose(SessionId session) {
        return jdbc.sql("""
                        select p.id, p.account_name, s.client_address
                          from session s join person p on p.id = s.person_id
                         where s.id = :session
                        """)
                .param("session", session.value())
                .query((row, number) -> new Whose(
                        new Actor.Somebody(
                                new PersonId(row.getObject("id", UUID.class)), row.getString("account_name")),
                        Optional.of(ClientAddress.parse("client_address", row.getString("client_address")))))
                .optional()
                .orElseGet(() -> new Whose(new Actor.Berth(), Optional.empty()));
    }
}
