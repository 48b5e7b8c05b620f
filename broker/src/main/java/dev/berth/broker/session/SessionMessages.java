package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.maintenance.SessionVoice;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** What helpdesk tells somebody in a session. The text is text, wherever it is shown. */
@Component
public class SessionMessages implements SessionVoice {

    /** A page that is opened later than that has nothing to do with the message. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    private final JdbcClient jdbc;
    private final Signals signals;
    private final TransactionOperations transactions;
    private final Clock clock;

    public SessionMessages(JdbcClient jdbc, Signals signals, TransactionOperations transactions, Clock clock) {
        this.jdbc = jdbc;
        this.signals = signals;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What a message is. */
    public enum Kind {
        /** Somebody wrote it. */
        TEXT,
        /** Somebody looked at the screen; the page says so in its own words. */
        SCREEN_SEEN
    }

    /**
     * @param sentBy the account of whoever wrote it, or looked
     * @param text empty unless somebody wrote one
     */
    public record Message(long id, Kind kind, String sentBy, String text, Instant at) {}

    /** Writes it down and tells the session's pages, on whichever node they are. */
    public void send(SessionId session, String sentBy, MessageText text) {
        send(session, Kind.TEXT, sentBy, text.value());
    }

    @Override
    public void say(SessionId session, String sender, String sentence) {
        send(session, sender, new MessageText(sentence));
    }

    /**
     * Writes it down for every session that is live now, and tells their pages.
     *
     * @param bundle only those on desktops of it
     * @return how many
     */
    public int broadcast(Optional<BundleId> bundle, String sentBy, MessageText text) {
        return Objects.requireNonNull(transactions.execute(status -> {
            int told = jdbc.sql("""
                            insert into session_message (session_id, kind, sent_by, text, sent_at)
                            select s.id, 'TEXT', :sentBy, :text, :at
                              from session s join desktop d on d.id = s.desktop_id
                             where s.state <> 'ENDED' and (:bundle::uuid is null or d.bundle_id = :bundle::uuid)
                            """)
                    .param("sentBy", sentBy)
                    .param("text", text.value())
                    .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                    .param("bundle", bundle.map(BundleId::value).orElse(null), Types.OTHER)
                    .update();
            signals.send(Channel.SESSION, "");
            return told;
        }));
    }

    /** Tells the session's pages that somebody looked at the screen. */
    public void screenSeen(SessionId session, String by) {
        send(session, Kind.SCREEN_SEEN, by, "");
    }

    private void send(SessionId session, Kind kind, String sentBy, String text) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("""
                            insert into session_message (session_id, kind, sent_by, text, sent_at)
                            values (:session, :kind, :sentBy, :text, :at)
                            """)
                    .param("session", session.value())
                    .param("kind", kind.name())
                    .param("sentBy", sentBy)
                    .param("text", text)
                    .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            signals.send(Channel.SESSION, session.toString());
        });
    }

    /** Those of the last minutes that come after that one, in order. */
    List<Message> after(SessionId session, long id) {
        return jdbc.sql("""
                        select id, kind, sent_by, text, sent_at
                          from session_message
                         where session_id = :session and id > :id and sent_at > :since
                         order by id
                        """)
                .param("session", session.value())
                .param("id", id)
                .param("since", clock.instant().minus(FRESH).atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Message(
                        row.getLong("id"),
                        Kind.valueOf(row.getString("kind")),
                        row.getString("sent_by"),
                        row.getString("text"),
                        row.getObject("sent_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
