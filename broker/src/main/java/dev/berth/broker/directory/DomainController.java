package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One domain controller and what is known of its health.
 *
 * <pre>
 *            a probe is answered                a probe fails
 * UNKNOWN ─────────────────────────► UP ◄──────────────────────► DOWN
 *    └──────────────── a probe fails ────────────────────────────►┘
 * </pre>
 *
 * Only a probe moves the state: a connection of its own that reads the root of the directory. A question that fails or
 * stays unanswered calls for a probe at once. When the controller turns out to be down, every question that still
 * waits for it is cut off, to be asked elsewhere.
 */
final class DomainController {

    enum Health {
        UNKNOWN,
        UP,
        DOWN
    }

    /** What is asked of a controller, over a connection that the service account is bound on. */
    interface Question<T> {
        T ask(DomainController controller, LDAPConnection connection) throws LDAPException;
    }

    /** Past this a question makes the controller suspect: newcomers go elsewhere and a probe finds out. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long a probe may take at most, for each of connecting and answering. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    /** A controller that is down is asked this often at least whether it is back. */
    private static final Duration DOWN_PROBE_INTERVAL = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(DomainController.class);

    private final URI url;
    private final DirectorySettings settings;
    private final LdapDialer dialer;
    private final ServiceAccount service;
    private final Runnable onChange;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile Health health = Health.UNKNOWN;
    private volatile boolean doubted;
    private volatile long probedAtNanos;

    DomainController(
            URI url, DirectorySettings settings, LdapDialer dialer, ServiceAccount service, Runnable onChange) {
        this.url = url;
        this.settings = settings;
        this.dialer = dialer;
        this.service = service;
        this.onChange = onChange;
    }

    URI url() {
        return url;
    }

    Health health() {
        return health;
    }

    /** Whether a question has failed, or has been waiting for longer than is usual, and no probe has told why yet. */
    boolean suspect() {
        long now = System.nanoTime();
        return doubted || waiting.stream().anyMatch(one -> now - one.sinceNanos > PATIENCE.toNanos());
    }

    <T> T answer(Question<T> question) throws LDAPException {
        try (Waiting mine = new Waiting()) {
            LDAPConnection connection = mine.connect();
            connection.bind(service.request());
            return question.ask(this, connection);
        } catch (LDAPException e) {
            if (lost(e) && health == Health.UP) {
                doubted = true;
            }
            throw e;
        }
    }

    /** Tries a password. The outcome, good or bad, is in the result; an exception means that there is none. */
    BindResult tryBind(String dn, String password) throws LDAPException {
        try (Waiting mine = new Waiting()) {
            LDAPConnection connection = mine.connect();
            try {
                return connection.bind(new SimpleBindRequest(dn, password));
            } catch (LDAPException e) {
                if (lost(e)) {
                    throw e;
                }
                return new BindResult(e);
            }
        }
    }

    /** Starts a probe in the background when one is due. */
    void tick() {
        Duration interval = health == Health.UP || settings.probeInterval().compareTo(DOWN_PROBE_INTERVAL) < 0
                ? settings.probeInterval()
                : DOWN_PROBE_INTERVAL;
        boolean due = health == Health.UNKNOWN || System.nanoTime() - probedAtNanos > interval.toNanos();
        if ((due || health == Health.UP && suspect()) && !probing.get()) {
            Thread.ofVirtual().name("directory-probe-" + url.getHost()).start(this::probe);
        }
    }

    /** Finds out whether the controller answers. While one probe runs another is not started. */
    void probe() {
        if (!probing.compareAndSet(false, true)) {
            return;
        }
        try (LDAPConnection connection =
                dialer.open(url, shorter(settings.connectLimit()), shorter(settings.readLimit()))) {
            connection.getRootDSE();
            become(Health.UP, "it answers");
        } catch (LDAPException e) {
            become(lost(e) ? Health.DOWN : Health.UP, String.valueOf(e.getMessage()));
        } finally {
            probedAtNanos = System.nanoTime();
            doubted = false;
            probing.set(false);
        }
    }

    private static Duration shorter(Duration limit) {
        return limit.compareTo(PROBE_LIMIT) < 0 ? limit : PROBE_LIMIT;
    }

    private void become(Health next, String why) {
        if (health != next) {
            log.info("Domain controller {} is {}: {}", url, next, why);
            health = next;
            onChange.run();
        }
        if (next == Health.DOWN) {
            waiting.forEach(Waiting::close);
        }
    }

    /** Whether the failure is the connection's and not an answer. */
    private static boolean lost(LDAPException e) {
        return switch (e.getResultCode().intValue()) {
            case 51, 52 -> true; // busy, unavailable
            case 81, 82, 83, 84, 85, 91 ->
                true; // the client's own: server down, local, encoding, decoding, timeout, connect
            case 3 -> !(e instanceof LDAPSearchException); // time limit exceeded is an answer to a search
            default -> false;
        };
    }

    /** A connection in use, which can be cut off from outside. */
    private final class Waiting implements AutoCloseable {

        private final long sinceNanos = System.nanoTime();
        private volatile boolean cut;
        private volatile LDAPConnection connection = new LDAPConnection();

        private Waiting() {
            waiting.add(this);
        }

        LDAPConnection connect() throws LDAPException {
            connection = dialer.open(url, settings.connectLimit(), settings.readLimit());
            if (cut) {
                connection.close();
            }
            return connection;
        }

        @Override
        public void close() {
            cut = true;
            waiting.remove(this);
            connection.close();
        }
    }
}
