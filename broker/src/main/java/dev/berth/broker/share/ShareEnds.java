package dev.berth.broker.share;

import dev.berth.broker.access.ShareId;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Nudged;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells a gateway which guests' connections must be closed, wherever that was decided. */
@Component
public class ShareEnds implements AutoCloseable {

    private final JdbcClient jdbc;
    private final Map<ViewerId, Watch> watches = new ConcurrentHashMap<>();
    private final Nudged look = new Nudged("share-ends", this::look);
    private final Subscription subscription;

    public ShareEnds(JdbcClient jdbc, Signals signals) {
        this.jdbc = jdbc;
        this.subscription = signals.subscribe(Channel.SESSION, this::signalled);
    }

    private record Watch(Joining.Granted granted, Runnable cut) {}

    /**
     * Watches a connection for which {@link Guests#joined} said yes. The runnable is called at most once, on a thread that
     * serves all watches, so it only starts the closing; at once if it must be closed already.
     */
    public Subscription watch(Joining.Granted granted, Runnable cut) {
        watches.put(granted.viewer(), new Watch(granted, cut));
        look.nudge();
        return () -> watches.remove(granted.viewer());
    }

    /** Looks again now and then, in case a signal was lost. */
    @Scheduled(fixedDelayString = "5s")
    void lookAgain() {
        look.nudge();
    }

    @Override
    public void close() {
        subscription.close();
        look.close();
    }

    private void signalled(String session) {
        boolean ours = session.isEmpty()
                || watches.values().stream()
                        .anyMatch(watch -> watch.granted().session().toString().equals(session));
        if (ours) {
            look.nudge();
        }
    }

    private void look() {
        if (watches.isEmpty()) {
            return;
        }
        Map<ViewerId, Watch> present = Map.copyOf(watches);
        Set<ViewerId> good = good(present.values().stream()
                .map(watch -> watch.granted().share())
                .distinct()
                .map(ShareId::value)
                .toArray(UUID[]::new));
        present.forEach((viewer, watch) -> {
            if (!good.contains(viewer) && watches.remove(viewer, watch)) {
                watch.cut().run();
            }
        });
    }

    /** Those that count: the one of each sharing that is joined, while its session is connected. */
    private Set<ViewerId> good(UUID[] shares) {
        return jdbc
                .sql("""
                        select h.viewer
                          from session_share h join session s on s.id = h.session_id
                         where h.id = any (:shares) and h.state = 'JOINED' and s.state = 'CONNECTED'
                        """)
                .param("shares", shares)
                .query((row, number) -> new ViewerId(row.getObject("viewer", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toSet());
    }
}
