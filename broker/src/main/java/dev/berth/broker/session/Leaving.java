package dev.berth.broker.session;

import dev.berth.broker.access.LostApplications;
import dev.berth.broker.access.LostApplications.Lost;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Applications that somebody lost, in sessions of which they keep others: each is closed alone. Where the guest cannot do
 * that, its session ends. Closing twice closes once, so any node may.
 */
@Component
class Leaving {

    private static final Logger LOG = LoggerFactory.getLogger(Leaving.class);
    private static final Duration GUEST_LIMIT = Duration.ofSeconds(20);
    private static final int NO_SESSION = 2;

    private final LostApplications applications;
    private final JdbcJoined store;
    private final JdbcSessions sessions;
    private final Desktops desktops;
    private final MassEnding ending;
    private final SessionMessages messages;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final Set<Lost> closing = ConcurrentHashMap.newKeySet();

    Leaving(
            LostApplications applications,
            JdbcJoined store,
            JdbcSessions sessions,
            Desktops desktops,
            MassEnding ending,
            SessionMessages messages,
            AuditLog audit,
            TransactionOperations transactions) {
        this.applications = applications;
        this.store = store;
        this.sessions = sessions;
        this.desktops = desktops;
        this.ending = ending;
        this.messages = messages;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Closes what is lost by now, while the caller goes on. */
    void closeLost() {
        for (Lost lost : applications.look()) {
            if (closing.add(lost)) {
                Thread.ofVirtual().name("leaving-" + lost.session()).start(() -> {
                    try {
                        sessions.find(lost.session()).ifPresent(session -> close(lost, session));
                    } finally {
                        closing.remove(lost);
                    }
                });
            }
        }
    }

    private void close(Lost lost, Session session) {
        try {
            ExecResult result = desktops.machine(session.desktop()).exec(command(lost), "", GUEST_LIMIT);
            if (result.exitCode() == 0) {
                closed(lost);
            } else if (result.exitCode() != NO_SESSION) {
                LOG.info(
                        "The guest of session {} does not close '{}' alone (exit {}), so the session ends: {}",
                        lost.session(),
                        lost.name(),
                        result.exitCode(),
                        result.complaint());
                ending.revoke(Map.of(lost.session(), lost.because()));
            } else if (session.state() != SessionState.CONNECTED) {
                closed(lost);
            }
            // Else its programs begin or end at this moment: the next look finds it again.
        } catch (GuardRefusedException e) {
            LOG.debug("The desktop of session {} does not run, and nothing in it.", lost.session(), e);
            closed(lost);
        } catch (HypervisorException e) {
            LOG.warn(
                    "The guest of session {} was not asked to close '{}', so the session ends: {}",
                    lost.session(),
                    lost.name(),
                    e.getMessage(),
                    e);
            ending.revoke(Map.of(lost.session(), lost.because()));
        }
    }

    private void closed(Lost lost) {
        String sentence = "'" + lost.name() + "' was closed: you are not entitled to it any more.";
        boolean first = Boolean.TRUE.equals(transactions.execute(status -> {
            boolean dropped = store.drop(lost, sentence);
            if (dropped) {
                audit.record(AuditEntry.of(
                        new Actor.Berth(), "session.leave", "session", lost.session(), Outcome.DONE, sentence));
            }
            return dropped;
        }));
        if (first) {
            messages.send(lost.session(), "Berth", new MessageText(sentence));
        }
    }

    /** An image of before knows no leaving; its name is an argument, never a part of a script. */
    private static List<String> command(Lost lost) {
        return List.of(
                "/bin/sh",
                "-c",
                "[ -x /usr/lib/berth/leave ] || exit 3; exec /usr/lib/berth/leave \"$1\"",
                "berth",
                lost.program());
    }
}
