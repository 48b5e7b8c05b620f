package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.ChannelLog;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.session.SessionEnds;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.TunnelId;
import dev.berth.broker.signal.Subscription;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the broker what becomes of tunnels, and closes those that the broker wants closed. */
@Component
final class BrokerReports {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerReports.class);

    private final Sessions sessions;
    private final SessionEnds ends;
    private final ChannelLog channels;

    BrokerReports(Sessions sessions, SessionEnds ends, ChannelLog channels) {
        this.sessions = sessions;
        this.ends = ends;
        this.channels = channels;
    }

    TunnelEvents of(Redemption.Granted granted) {
        SessionId session = granted.session();
        TunnelId tunnel = granted.tunnel();
        AtomicReference<@Nullable Subscription> watch = new AtomicReference<>();
        return new TunnelEvents(
                end -> connected(session, tunnel, end, watch),
                () -> aside("the first picture", session, () -> sessions.firstFrame(session, tunnel)),
                (Instant at) -> aside("input", session, () -> sessions.input(session, tunnel, at)),
                (Blocked what) ->
                        aside("a block", session, () -> channels.blocked(session, what.path(), what.sentence())),
                why -> {
                    Subscription watching = watch.getAndSet(null);
                    if (watching != null) {
                        watching.close();
                    }
                    sessions.disconnected(session, tunnel, why.reason());
                });
    }

    private boolean connected(
            SessionId session,
            TunnelId tunnel,
            Consumer<TunnelEnd> end,
            AtomicReference<@Nullable Subscription> watch) {
        if (!sessions.connected(session, tunnel)) {
            return false;
        }
        watch.set(ends.watch(
                session,
                tunnel,
                why -> Thread.ofVirtual()
                        .name("tunnel-cut-" + session)
                        .start(() -> end.accept(TunnelEnd.cutFor(why)))));
        return true;
    }

    /** On a thread of its own: neither the picture nor the keys wait for the database, nor end because of it. */
    private static void aside(String what, SessionId session, Runnable report) {
        Thread.ofVirtual().name("tunnel-report-" + session).start(() -> {
            try {
                report.run();
            } catch (RuntimeException failure) {
                LOG.warn("Session {}: {} could not be recorded; the session goes on.", session, what, failure);
            }
        });
    }
}
