package dev.berth.broker.share;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Every move of a sharing: the row, the audit log and the signal to all nodes, in one transaction. */
@Component
class ShareBook {

    private static final List<ShareState> LIVE = List.of(ShareState.ASKED, ShareState.AGREED, ShareState.JOINED);

    private final JdbcShares store;
    private final AuditLog audit;
    private final Signals signals;
    private final TransactionOperations transactions;
    private final Clock clock;

    ShareBook(JdbcShares store, AuditLog audit, Signals signals, TransactionOperations transactions, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.signals = signals;
        this.transactions = transactions;
        this.clock = clock;
    }

    Share require(ShareId id) {
        return store.find(id).orElseThrow(() -> new NotFoundException("sharing", id));
    }

    /** What is written down of a move. */
    record Note(String action, Outcome outcome, String sentence) {}

    boolean moved(ShareId id, Author by, Note note, BooleanSupplier move) {
        return moved(
                id,
                AuditEntry.of(Actor.of(by.person()), note.action(), "session", "", note.outcome(), note.sentence())
                        .from(by.address()),
                move);
    }

    boolean over(ShareId id, ShareEnd why, Author by) {
        String sentence = sentence(require(id), "ended: " + why.words());
        return moved(
                id,
                by,
                new Note("share.end", Outcome.DONE, sentence),
                () -> store.over(id, why, LIVE, clock.instant()));
    }

    /** Berth itself ends it. */
    boolean over(ShareId id, ShareEnd why, String because) {
        String sentence = sentence(require(id), "ended: " + why.words() + because);
        return moved(
                id,
                AuditEntry.of(new Actor.Berth(), "share.end", "session", "", Outcome.DONE, sentence),
                () -> store.over(id, why, LIVE, clock.instant()));
    }

    /** Moves that are not written down one by one, such as a lost line. */
    boolean movedQuietly(ShareId id, BooleanSupplier move) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean moved = move.getAsBoolean();
            if (moved) {
                tell(require(id));
            }
            return moved;
        }));
    }

    private boolean moved(ShareId id, AuditEntry entry, BooleanSupplier move) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean moved = move.getAsBoolean();
            if (moved) {
                Share share = require(id);
                audit.record(new AuditEntry(
                        entry.actor(),
                        entry.address(),
                        entry.action(),
                        entry.thingKind(),
                        share.session().toString(),
                        entry.outcome(),
                        entry.reason(),
                        null,
                        null));
                tell(share);
            }
            return moved;
        }));
    }

    private void tell(Share share) {
        signals.send(Channel.SESSION, share.session().toString());
    }

    static String sentence(Share share, String what) {
        return "Sharing %s of %s (%s) with %s, %s, %s."
                .formatted(
                        share.id(),
                        share.owner().accountName(),
                        share.reference(),
                        share.guestName(),
                        share.way(),
                        what);
    }
}
