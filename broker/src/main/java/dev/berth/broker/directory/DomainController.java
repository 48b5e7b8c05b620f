package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
 * stays unanswered calls for a probe at once. One that is busy, so that the probe waits while others get answers, is
 * not down. When the controller turns out to be down, every question that still
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

    /** Questions asked at the same time; the rest of a storm waits its turn instead of flooding the controller. */
    private static final int PARALLEL = 8;

    /** How long a question waits for its turn at most. */
    private static final Duration TURN_LIMIT = Duration.ofSeconds(45);

    private static final Logger log = LoggerFactory.getLogger(DomainController.class);

    private final URI url;
    private final DirectorySettings settings;
    private final LdapDialer dialer;
    private final Runnable onChange;
    private final Semaphore turns = new Semaphore(PARALLEL, true);
    private final ConnectionPool readers;
    private final ConnectionPool binders;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile Health health = Health.UNKNOWN;
    private volatile String why = "not asked yet";
    private volatile boolean doubted;
    private volatile long probedAtNanos;
    private volatile long answeredAtNanos = System.nanoTime();

    DomainController(
            URI url, DirectorySettings settings, LdapDialer dialer, ServiceAccount service, Runnable onChange) {
        this.url = url;
        this.settings = settings;
        this.dialer = dialer;
        this.onChange = onChange;
        this.readers = new ConnectionPool(this::dial, connection -> connection.bind(service.request()));
        this.binders = new ConnectionPool(this::dial, connection -> {});
    }

    URI url() {
        return url;
    }

    /** What the last probe brought to light. */
    String why() {
        return why;
    }

    Health health() {
        return health;
    }

    /** Whether a question has failed, or has been waiting for longer than is usual, and no probe has told why yet. */
    boolean suspect() {
        return doubted || readers.someoneWaitsLongerThan(PATIENCE) || binders.someoneWaitsLongerThan(PATIENCE);
    }

    <T> T answer(Question<T> question) throws LDAPException {
        awaitTurn();
        try {
            T answer = readers.over(connection -> question.ask(this, connection));
            answeredAtNanos = System.nanoTime();
            return answer;
        } catch (LDAPException e) {
            if (ConnectionPool.lost(e) && health == Health.UP) {
                doubted = true;
            }
            throw e;
        } finally {
            turns.release();
        }
    }

    /** Tries a password, within a question. The outcome is in the result; an exception means that there is none. */
    BindResult tryBind(String dn, String password) throws LDAPException {
        return binders.over(connection -> {
            try {
                return connection.bind(new SimpleBindRequest(dn, password));
            } catch (LDAPException e) {
                if (ConnectionPool.lost(e)) {
                    throw e;
                }
                return new BindResult(e);
            }
        });
    }

    private void awaitTurn() throws LDAPException {
        long deadline = System.nanoTime() + TURN_LIMIT.toNanos();
        try {
            while (!turns.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                if (health == Health.DOWN || System.nanoTime() > deadline) {
                    throw new LDAPException(ResultCode.BUSY, "too many questions wait for this controller");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LDAPException(ResultCode.USER_CANCELED, "interrupted while waiting for " + url, e);
        }
    }

    private LDAPConnection dial() throws LDAPException {
        return dialer.open(url, settings.connectLimit(), settings.readLimit());
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

    /**
     * Finds out whether the controller answers. While one probe runs another is not started. A connection may fail for
     * a moment, so one that comes at once counts when it repeats itself; silence counts the first time, except when nothing
     * is known of the controller yet.
     */
    void probe() {
        if (!probing.compareAndSet(false, true)) {
            return;
        }
        try {
            long start = System.nanoTime();
            Optional<LDAPException> failure = contact();
            boolean atOnce = System.nanoTime() - start < PATIENCE.toNanos();
            if (failure.isPresent() && (atOnce || health == Health.UNKNOWN)) {
                failure = contact();
            }
            boolean answersOthers = answeredAtNanos - start > 0;
            boolean up = failure.isEmpty() || answersOthers;
            become(
                    up ? Health.UP : Health.DOWN,
                    failure.map(e -> String.valueOf(e.getMessage())).orElse("it answers"));
        } finally {
            probedAtNanos = System.nanoTime();
            doubted = false;
            probing.set(false);
        }
    }

    /** Reads the root of the directory over a connection of its own; any answer is good. */
    private Optional<LDAPException> contact() {
        try (LDAPConnection connection =
                dialer.open(url, shorter(settings.connectLimit()), shorter(settings.readLimit()))) {
            connection.getRootDSE();
            return Optional.empty();
        } catch (LDAPException e) {
            return ConnectionPool.lost(e) ? Optional.of(e) : Optional.empty();
        }
    }

    private static Duration shorter(Duration limit) {
        return limit.compareTo(PROBE_LIMIT) < 0 ? limit : PROBE_LIMIT;
    }

    private void become(Health next, String reason) {
        why = reason;
        if (health != next) {
            log.info("Domain controller {} is {}: {}", url, next, reason);
            health = next;
            if (next == Health.UP) {
                readers.open();
                binders.open();
            }
            onChange.run();
        }
        if (next == Health.DOWN) {
            close();
        }
    }

    void close() {
        readers.close();
        binders.close();
    }
}
