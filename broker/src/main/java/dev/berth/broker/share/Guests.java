package dev.berth.broker.share;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.NodeRegistry;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What gateways report of guests' connections, and what ends those: their time, the session's end, a lost right. */
@Component
public class Guests implements AutoCloseable {

    private final JdbcShares store;
    private final ShareBook book;
    private final Access access;
    private final NodeRegistry nodes;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final ShareSettings settings;
    private final Clock clock;
    private final Nudged decide = new Nudged("share-revocation", this::decideNow);
    private final Subscription subscription;

    public Guests(
            JdbcShares store,
            ShareBook book,
            Access access,
            NodeRegistry nodes,
            AuditLog audit,
            JdbcClient jdbc,
            ShareSettings settings,
            Clock clock,
            Signals signals) {
        this.store = store;
        this.book = book;
        this.access = access;
        this.nodes = nodes;
        this.audit = audit;
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
        this.subscription = signals.subscribe(Channel.ACCESS, payload -> decide.nudge());
    }

    /** The gateway has joined the guest to the session; when it ends at the latest, or empty when it may not be. */
    public Optional<Instant> joined(Joining.Granted granted) {
        ShareId id = granted.share();
        boolean joined = book.movedQuietly(id, () -> store.joined(id, granted.viewer(), nodes.boot(), clock.instant()));
        if (!joined) {
            return Optional.empty();
        }
        Share share = book.require(id);
        share.guest()
                .ifPresent(guest -> audit.record(AuditEntry.of(
                        new Actor.Somebody(guest.id(), guest.accountName()),
                        "share.join",
                        "session",
                        share.session(),
                        Outcome.DONE,
                        ShareBook.sentence(share, "joined"))));
        return share.endsAt();
    }

    /**
     * The guest's connection is closed. They may come back for a moment: a page that is loaded anew closes it too. Whoever
     * leaves for good says so.
     */
    public void left(Joining.Granted granted) {
        ShareId id = granted.share();
        Instant until = clock.instant().plus(settings.away());
        boolean parted = book.movedQuietly(id, () -> store.parted(id, granted.viewer(), until));
        Share share = book.require(id);
        if (parted) {
            share.guest()
                    .ifPresent(guest -> audit.record(AuditEntry.of(
                            new Actor.Somebody(guest.id(), guest.accountName()),
                            "share.leave",
                            "session",
                            share.session(),
                            Outcome.DONE,
                            ShareBook.sentence(share, "connection closed"))));
        }
    }

    /** The person signed out at this address: where they are a guest from there, they leave. */
    public void signedOut(Person person, ClientAddress address) {
        jdbc.sql("""
                        select id from session_share
                         where guest_id = :guest and guest_address = :address and state in ('AGREED', 'JOINED')
                        """)
                .param("guest", person.id().objectGuid())
                .param("address", address.toString())
                .query((row, number) -> new ShareId(row.getObject("id", UUID.class)))
                .list()
                .forEach(id -> book.over(id, ShareEnd.ENDED_BY_GUEST, ", who signed out"));
    }

    /** Ends what is due. */
    @Scheduled(fixedDelayString = "1s")
    void run() {
        Instant now = clock.instant();
        List<JdbcShares.Due> due = store.due(now, now.minus(settings.away()));
        due.forEach(one -> book.over(one.id(), one.why(), ""));
    }

    /** What was changed without a signal is seen too, only later. */
    @Scheduled(fixedDelayString = "30s")
    void decideAgain() {
        decide.nudge();
    }

    /** Looks at every guest on the calling thread. */
    void decideNow() {
        Map<ShareId, AccessDecision.Refused> refused = access.refusedShares();
        refused.forEach((share, because) -> {
            boolean closed = because.code() == RefusalCode.SHARE_CLOSED;
            book.over(share, closed ? ShareEnd.SESSION_OVER : ShareEnd.ACCESS_REVOKED, ": " + because.diagnosis());
        });
    }

    @Override
    public void close() {
        subscription.close();
        decide.close();
    }
}
