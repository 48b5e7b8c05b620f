package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.session.JdbcJoined.Asked;
import dev.berth.broker.session.JdbcJoined.Awaited;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * More applications in a session of applications: whether one may join was decided before. It is written down first, and
 * the guest is asked to start it once somebody sees its screen. Asking twice starts it once, so any node may ask.
 */
@Component
class Joining {

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final Duration GUEST_LIMIT = Duration.ofSeconds(20);

    /** What was asked for is asked again when it is older, for whoever was to do it may be gone. */
    private static final Duration LATE = Duration.ofSeconds(15);

    private static final Duration GIVEN_UP = Duration.ofMinutes(2);
    private static final int NO_SESSION = 2;
    private static final int CANNOT_JOIN = 3;

    private final JdbcJoined store;
    private final JdbcSessions sessions;
    private final Desktops desktops;
    private final SessionMessages messages;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final Clock clock;

    Joining(
            JdbcJoined store,
            JdbcSessions sessions,
            Desktops desktops,
            SessionMessages messages,
            AuditLog audit,
            TransactionOperations transactions,
            Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.desktops = desktops;
        this.messages = messages;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** False when the session is over by now. */
    boolean join(Session session, Application application, Actor actor, ClientAddress address) {
        Asked asked = Objects.requireNonNull(transactions.execute(status -> {
            Asked written = store.ask(session.id(), application.id(), clock.instant());
            if (written == Asked.WANTED) {
                audit.record(AuditEntry.of(
                                actor,
                                "session.join",
                                "session",
                                session.id(),
                                Outcome.ALLOWED,
                                "The application '" + application.name() + "' was opened in it.")
                        .from(address));
            }
            return written;
        }));
        if (asked == Asked.WANTED) {
            startSoon(session.id());
        }
        return asked != Asked.OVER;
    }

    /** Starts what is awaited in the session, if somebody is connected to it, while the caller goes on. */
    void startSoon(SessionId session) {
        List<Awaited> awaited = store.awaited(session);
        if (!awaited.isEmpty()) {
            Thread.ofVirtual().name("joining-" + session).start(() -> awaited.forEach(this::start));
        }
    }

    /** Asks again for what nobody has started: the node that was about to may be gone. */
    @Scheduled(fixedDelayString = "5s")
    void look() {
        store.late(clock.instant().minus(LATE)).forEach(this::startSoon);
    }

    private void start(Awaited awaited) {
        try {
            ExecResult result = sessions.find(awaited.session())
                    .map(session -> desktops.machine(session.desktop()).exec(command(awaited), "", GUEST_LIMIT))
                    .orElseThrow(() -> new NotFoundException("session", awaited.session()));
            answered(awaited, result);
        } catch (NotFoundException | GuardRefusedException e) {
            LOG.debug("Session {} is over; '{}' is not started in it.", awaited.session(), awaited.name(), e);
        } catch (HypervisorException e) {
            LOG.warn(
                    "The guest of session {} was not asked to start '{}'; the next look asks again: {}",
                    awaited.session(),
                    awaited.name(),
                    e.getMessage(),
                    e);
            if (awaited.askedAt().plus(GIVEN_UP).isBefore(clock.instant())) {
                failed(awaited, "its desktop does not answer. Try again in a few minutes.");
            }
        }
    }

    private void answered(Awaited awaited, ExecResult result) {
        switch (result.exitCode()) {
            case 0 -> store.started(awaited, clock.instant());
            case NO_SESSION -> failed(awaited, "nothing runs in this session any more. End it, then open it again.");
            case CANNOT_JOIN ->
                failed(awaited, "its image shows one application at a time. End this session, then open it again.");
            default -> {
                LOG.warn(
                        "The guest of session {} did not start '{}' (exit {}): {}",
                        awaited.session(),
                        awaited.name(),
                        result.exitCode(),
                        result.complaint());
                failed(awaited, "its desktop could not start it.");
            }
        }
    }

    private void failed(Awaited awaited, String why) {
        String sentence = "'" + awaited.name() + "' was not opened: " + why;
        if (store.failed(awaited, sentence)) {
            messages.send(awaited.session(), "Berth", new MessageText(sentence));
        }
    }

    /** An image of before knows no joining; its name is an argument, never a part of a script. */
    private static List<String> command(Awaited awaited) {
        return List.of(
                "/bin/sh",
                "-c",
                "[ -x /usr/lib/berth/join ] || exit " + CANNOT_JOIN + "; exec /usr/lib/berth/join \"$1\"",
                "berth",
                awaited.program());
    }
}
