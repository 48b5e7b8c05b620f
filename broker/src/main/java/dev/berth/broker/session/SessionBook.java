package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.session.JdbcSessions.Ending;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Every move of a session: the row, the audit log and the signal to all nodes, in one transaction. */
@Component
class SessionBook {

    private static final String KIND = "session";
    private static final List<SessionState> ANY = Arrays.asList(SessionState.values());

    private final JdbcSessions store;
    private final AuditLog audit;
    private final Signals signals;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    SessionBook(
            JdbcSessions store,
            AuditLog audit,
            Signals signals,
            TransactionOperations transactions,
            Clock clock,
            ApplicationEventPublisher events) {
        this.store = store;
        this.audit = audit;
        this.signals = signals;
        this.transactions = transactions;
        this.clock = clock;
        this.events = events;
    }

    Optional<Session> find(SessionId id) {
        return store.find(id);
    }

    /** Empty when there is a live session already, or the reference is taken. */
    Optional<SessionId> open(JdbcSessions.Opening opening, Actor actor) {
        return Objects.requireNonNull(transactions.execute(status -> {
            Optional<SessionId> opened = store.insert(opening, References.random());
            opened.ifPresent(id -> {
                store.stage(id, Stage.AUTHORISED, opening.at());
                audit.record(AuditEntry.of(
                                actor,
                                "session.open",
                                KIND,
                                id,
                                Outcome.ALLOWED,
                                "A session was opened on desktop " + opening.desktop() + ".")
                        .from(opening.address()));
                tell(id);
            });
            return opened;
        }));
    }

    /** The stage was reached, and with it those before it that nobody saw. Stages count from the opening to the first picture. */
    void reached(SessionId id, Stage stage, Instant at) {
        boolean news = moved(id, () -> {
            boolean fresh = false;
            for (Stage earlier : Stage.values()) {
                if (earlier.compareTo(stage) <= 0) {
                    fresh |= store.stage(id, earlier, at);
                }
            }
            return fresh;
        });
        if (news && stage == Stage.FIRST_FRAME) {
            events.publishEvent(new OpeningOver(id));
        }
    }

    boolean ready(SessionId id) {
        Instant now = clock.instant();
        boolean ready = moved(id, () -> store.ready(id, now));
        if (ready) {
            reached(id, Stage.GUEST_READY, now);
        }
        return ready;
    }

    boolean connected(SessionId id, TunnelId tunnel, GatewayBoot boot) {
        Instant now = clock.instant();
        boolean connected = moved(id, () -> store.connected(id, tunnel, boot, now));
        if (connected) {
            reached(id, Stage.CONNECTED, now);
        }
        return connected;
    }

    /** @param tunnel only if it is the one that counts; null for whichever does */
    boolean disconnected(SessionId id, @Nullable TunnelId tunnel, DisconnectReason why, Actor actor) {
        return moved(id, () -> {
            boolean moved = store.disconnected(id, tunnel, why, clock.instant());
            if (moved) {
                audit.record(AuditEntry.of(
                        actor, "session.disconnect", KIND, id, Outcome.DONE, why.sentence() + " (" + why + ")."));
            }
            return moved;
        });
    }

    boolean ended(SessionId id, Ending ending, Actor actor) {
        return ended(id, ANY, ending, actor);
    }

    /** @param from only if it is in one of these states */
    boolean ended(SessionId id, List<SessionState> from, Ending ending, Actor actor) {
        boolean over = moved(id, () -> {
            boolean moved = store.ended(id, from, ending, clock.instant());
            if (moved) {
                store.servedOut(id, clock.instant());
                audit.record(AuditEntry.of(actor, "session.end", KIND, id, Outcome.DONE, said(ending)));
            }
            return moved;
        });
        if (over && ending.reason() == TerminationReason.OPENING_FAILED) {
            events.publishEvent(new OpeningOver(id));
        }
        return over;
    }

    private static String said(Ending ending) {
        String why = ending.sentence() == null ? "" : " " + ending.sentence();
        return ending.reason().sentence() + " (" + ending.reason() + ")." + why;
    }

    void comesFrom(SessionId id, ClientAddress address) {
        store.comesFrom(id, address);
    }

    private boolean moved(SessionId id, BooleanSupplier move) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean moved = move.getAsBoolean();
            if (moved) {
                tell(id);
            }
            return moved;
        }));
    }

    private void tell(SessionId id) {
        signals.send(Channel.SESSION, id.toString());
    }
}
