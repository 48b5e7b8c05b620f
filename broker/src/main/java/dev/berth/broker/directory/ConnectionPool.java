package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one controller for one purpose. They are kept after use, so that a sign-in need not begin with a TLS
 * handshake, and every one in use can be cut off when the controller turns out to be down.
 */
final class ConnectionPool {

    /** Well below the time after which controllers and firewalls drop an idle connection. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

    /** After this a connection is made anew, so that a changed password of the reading account is noticed. */
    private static final Duration AGE_LIMIT = Duration.ofMinutes(5);

    /** A connection that the other side has closed fails sooner than this; what fails later was waited for. */
    private static final Duration STALE_LIMIT = Duration.ofSeconds(1);

    private final Dialling dialling;
    private final Preparation preparation;
    private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ConnectionPool(Dialling dialling, Preparation preparation) {
        this.dialling = dialling;
        this.preparation = preparation;
    }

    interface Dialling {
        LDAPConnection dial() throws LDAPException;
    }

    /** What is done on a new connection before its first use. */
    interface Preparation {
        void prepare(LDAPConnection connection) throws LDAPException;
    }

    interface Use<T> {
        T of(LDAPConnection connection) throws LDAPException;
    }

    private record Kept(LDAPConnection connection, long sinceNanos) {}

    /** Over a kept connection, or over a new one if there is none or the other side has closed it meanwhile. */
    <T> T over(Use<T> use) throws LDAPException {
        Optional<LDAPConnection> kept = take();
        if (kept.isPresent()) {
            long start = System.nanoTime();
            try (Waiting mine = new Waiting()) {
                return mine.over(kept.get(), use);
            } catch (LDAPException e) {
                boolean atOnce = System.nanoTime() - start < STALE_LIMIT.toNanos();
                if (!e.getResultCode().equals(ResultCode.SERVER_DOWN) || !atOnce || closed) {
                    throw e;
                }
            }
        }
        if (closed) {
            throw new LDAPException(ResultCode.SERVER_DOWN, "the controller is down");
        }
        try (Waiting mine = new Waiting()) {
            return mine.over(dialling.dial(), connection -> {
                preparation.prepare(connection);
                return use.of(connection);
            });
        }
    }

    /** Whether somebody has been waiting for longer than that. */
    boolean someoneWaitsLongerThan(Duration patience) {
        long now = System.nanoTime();
        return waiting.stream().anyMatch(one -> now - one.sinceNanos > patience.toNanos());
    }

    /** Cuts off everyone who waits, and keeps nothing until it is opened again. */
    void close() {
        closed = true;
        waiting.forEach(Waiting::cut);
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            kept.connection().close();
        }
    }

    void open() {
        closed = false;
    }

    private Optional<LDAPConnection> take() {
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            boolean fresh = System.nanoTime() - kept.sinceNanos() < IDLE_LIMIT.toNanos()
                    && System.currentTimeMillis() - kept.connection().getConnectTime() < AGE_LIMIT.toMillis();
            if (fresh && kept.connection().isConnected()) {
                return Optional.of(kept.connection());
            }
            kept.connection().close();
        }
        return Optional.empty();
    }

    /** Whether the failure is the connection's or the controller's, and not an answer. */
    static boolean lost(LDAPException e) {
        return switch (e.getResultCode().intValue()) {
            case 51, 52 -> true; // busy, unavailable
            case 81, 82, 83, 84, 85, 91 ->
                true; // the client's: server down, local, encoding, decoding, timeout, connect
            case 3 -> !(e instanceof LDAPSearchException); // time limit exceeded is an answer to a search
            default -> false;
        };
    }

    /** Somebody who waits for an answer. */
    private final class Waiting implements AutoCloseable {

        private final long sinceNanos = System.nanoTime();
        private volatile boolean cut;
        private volatile @Nullable LDAPConnection connection;

        private Waiting() {
            waiting.add(this);
        }

        /** A connection that has brought an answer, be it a bad one, is kept for the next. */
        <T> T over(LDAPConnection mine, Use<T> use) throws LDAPException {
            connection = mine;
            boolean answered = false;
            try {
                if (cut || closed) {
                    throw new LDAPException(ResultCode.SERVER_DOWN, "the controller is down");
                }
                T answer = use.of(mine);
                answered = true;
                return answer;
            } finally {
                connection = null;
                if (answered && !closed) {
                    idle.addFirst(new Kept(mine, System.nanoTime()));
                } else {
                    mine.close();
                }
            }
        }

        void cut() {
            cut = true;
            LDAPConnection inUse = connection;
            if (inUse != null) {
                inUse.close();
            }
        }

        @Override
        public void close() {
            waiting.remove(this);
        }
    }
}
