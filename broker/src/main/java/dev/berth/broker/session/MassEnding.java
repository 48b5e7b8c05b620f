package dev.berth.broker.session;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Ends many sessions in one statement, so that a thousand people are out within the second that one would be. */
@Component
class MassEnding {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Signals signals;
    private final AuditLog audit;
    private final Aftermath aftermath;
    private final Clock clock;

    MassEnding(
            JdbcClient jdbc,
            TransactionOperations transactions,
            Signals signals,
            AuditLog audit,
            Aftermath aftermath,
            Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.signals = signals;
        this.audit = audit;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /** @param applicationRan whether programs of an application are to be closed; those of a whole desktop go on */
    private record Cut(SessionId session, DesktopId desktop, boolean applicationRan) {}

    void revoke(Map<SessionId, AccessDecision.Refused> refused) {
        List<Cut> cut = Objects.requireNonNull(transactions.execute(status -> {
            List<Cut> ended = end(refused);
            if (!ended.isEmpty()) {
                audit.record(ended.stream()
                        .map(one -> entry(one.session(), Objects.requireNonNull(refused.get(one.session()))))
                        .toList());
                signals.send(Channel.SESSION, "");
            }
            return ended;
        }));
        cut.stream().filter(Cut::applicationRan).map(Cut::session).forEach(aftermath::logOffSoon);
        cut.stream().map(Cut::desktop).distinct().forEach(aftermath::left);
    }

    private static AuditEntry entry(SessionId session, AccessDecision.Refused because) {
        return AuditEntry.of(
                new Actor.Berth(),
                "session.end",
                "session",
                session,
                Outcome.DONE,
                "%s (%s). %s".formatted(reason(because).sentence(), reason(because), because.diagnosis()));
    }

    private static TerminationReason reason(AccessDecision.Refused because) {
        return because.code() == RefusalCode.SERVED_ELSEWHERE
                ? TerminationReason.REGION_CHANGED
                : TerminationReason.ACCESS_REVOKED;
    }

    private List<Cut> end(Map<SessionId, AccessDecision.Refused> refused) {
        List<Map.Entry<SessionId, AccessDecision.Refused>> entries = List.copyOf(refused.entrySet());
        return jdbc.sql("""
                        update session s
                           set state = 'ENDED', termination_reason = r.reason, failure = r.sentence,
                               ended_at = :now, tunnel = null, gateway_boot = null
                          from unnest(:sessions::uuid[], :sentences::text[], :reasons::text[])
                                   as r (session, sentence, reason)
                         where s.id = r.session and s.state <> 'ENDED'
                        returning s.id, s.desktop_id,
                                  s.application_id is not null and s.connected_at is not null as application_ran
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param(
                        "sessions",
                        entries.stream().map(entry -> entry.getKey().value()).toArray(UUID[]::new))
                .param(
                        "sentences",
                        entries.stream()
                                .map(entry -> entry.getValue().sentence())
                                .toArray(String[]::new))
                .param(
                        "reasons",
                        entries.stream()
                                .map(entry -> reason(entry.getValue()).name())
                                .toArray(String[]::new))
                .query((row, number) -> new Cut(
                        new SessionId(row.getObject("id", UUID.class)),
                        new DesktopId(row.getObject("desktop_id", UUID.class)),
                        row.getBoolean("application_ran")))
                .list();
    }
}
