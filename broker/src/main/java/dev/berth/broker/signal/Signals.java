package dev.berth.broker.signal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * PostgreSQL's LISTEN and NOTIFY as subscriptions. One connection per node listens to every channel; when it is lost it
 * is made anew, and then every subscriber is called with an empty payload, which means: look at everything, for
 * something may have been missed. The same happens when listening begins.
 */
@Component
public final class Signals implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final String LOOK_AT_EVERYTHING = "";
    private static final Duration CHECK_CONNECTION = Duration.ofSeconds(5);
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(200);
    private static final int MOST_AT_ONCE = 500;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final JdbcClient jdbc;
    private final Map<Channel, List<Consumer<String>>> subscribers = new EnumMap<>(Channel.class);
    private volatile boolean running;
    private volatile boolean listening;
    private volatile @Nullable Thread listener;
    private volatile @Nullable Thread sender;
    private final BlockingQueue<Nudge> outbox = new LinkedBlockingQueue<>();

    private record Nudge(Channel channel, String payload) {}

    public Signals(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        for (Channel channel : Channel.values()) {
            subscribers.put(channel, new CopyOnWriteArrayList<>());
        }
    }

    /** Tells every node. Inside a transaction the signal goes out when that commits, and not at all if it does not. */
    public void send(Channel channel, String payload) {
        jdbc.sql("select pg_notify(?, ?)")
                .params(channel.sqlName(), payload)
                .query((row, number) -> payload)
                .single();
    }

    /**
     * The same, soon after the commit and not as a part of it: PostgreSQL commits one after the other whatever notifies, so a
     * signal that is only a nudge must not make a storm wait in line. It is lost if this node dies in between.
     */
    public void nudge(Channel channel, String payload) {
        if (!running) {
            send(channel, payload);
        } else if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    outbox.add(new Nudge(channel, payload));
                }
            });
        } else {
            outbox.add(new Nudge(channel, payload));
        }
    }

    /**
     * Listens until the subscription is closed. The subscriber is called on the one listening thread, so it returns
     * quickly; what it throws is logged and keeps nobody else from being called.
     */
    public Subscription subscribe(Channel channel, Consumer<String> subscriber) {
        List<Consumer<String>> list = of(channel);
        list.add(subscriber);
        return () -> list.remove(subscriber);
    }

    /** Whether signals arrive at this moment. While they do not, nothing that was cached on the strength of them holds. */
    public boolean listening() {
        return listening;
    }

    @Override
    public void start() {
        running = true;
        listener = Thread.ofVirtual().name("signals").start(this::listen);
        sender = Thread.ofVirtual().name("signals-outbox").start(this::sendNudges);
    }

    @Override
    public void stop() {
        running = false;
        end(sender);
        end(listener);
    }

    private static void end(@Nullable Thread thread) {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            if (!thread.join(STOP_LIMIT)) {
                LOG.warn("Thread {} did not end within {}; leaving it behind.", thread.getName(), STOP_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void sendNudges() {
        while (running) {
            Set<Nudge> batch = new LinkedHashSet<>();
            try {
                batch.add(outbox.take());
                outbox.drainTo(batch, MOST_AT_ONCE);
                jdbc.sql("select pg_notify(channel, payload) from unnest(:channels::text[], :payloads::text[])"
                                + " as nudge (channel, payload)")
                        .param(
                                "channels",
                                batch.stream()
                                        .map(nudge -> nudge.channel().sqlName())
                                        .toArray(String[]::new))
                        .param("payloads", batch.stream().map(Nudge::payload).toArray(String[]::new))
                        .query((row, number) -> number)
                        .list();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("{} nudges could not be sent; what they were about is found by time.", batch.size(), e);
            }
        }
    }

    private void listen() {
        while (running) {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                listenOn(connection);
            } catch (SQLException e) {
                if (running) {
                    LOG.warn("Lost the connection that listens for signals; connecting again.", e);
                    pause();
                }
            } finally {
                listening = false;
            }
        }
    }

    private void listenOn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Arrays.stream(Channel.values())
                    .map(channel -> "listen " + channel.sqlName())
                    .collect(Collectors.joining("; ")));
        }
        listening = true;
        subscribers.keySet().forEach(channel -> deliver(channel, LOOK_AT_EVERYTHING));
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (running) {
            PGNotification[] arrived = notifications.getNotifications((int) CHECK_CONNECTION.toMillis());
            for (PGNotification notification : arrived) {
                deliver(Channel.of(notification.getName()), notification.getParameter());
            }
            if (arrived.length == 0 && !connection.isValid((int) CHECK_CONNECTION.toSeconds())) {
                throw new SQLException("PostgreSQL does not answer on the connection that listens for signals");
            }
        }
    }

    private void deliver(Channel channel, String payload) {
        for (Consumer<String> subscriber : of(channel)) {
            try {
                subscriber.accept(payload);
            } catch (RuntimeException e) {
                LOG.error(
                        "A subscriber failed on the signal '{}' of channel {}; the others go on.", payload, channel, e);
            }
        }
    }

    private List<Consumer<String>> of(Channel channel) {
        return subscribers.computeIfAbsent(channel, absent -> new CopyOnWriteArrayList<>());
    }

    private static void pause() {
        try {
            Thread.sleep(RECONNECT_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
