package dev.berth.broker.share;

import dev.berth.broker.signal.Signals;
import dev.berth.broker.signal.Subscription;
import dev.berth.broker.signal.WatchedLines;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Tells a gateway which guests' connections must be closed, wherever that was decided. */
@Component
public class ShareEnds implements AutoCloseable {

    private final JdbcClient jdbc;
    private final WatchedLines<Joining.Granted, ViewerId> lines;

    public ShareEnds(JdbcClient jdbc, Signals signals) {
        this.jdbc = jdbc;
        this.lines = new WatchedLines<>(
                "share-ends", signals, granted -> granted.session().toString(), this::over);
    }

    /**
     * Watches a connection for which {@link Guests#joined} said yes. The runnable is called at most once, on a thread that
     * serves all watches, so it only starts the closing; at once if it must be closed already.
     */
    public Subscription watch(Joining.Granted granted, Runnable cut) {
        return lines.watch(granted, viewer -> cut.run());
    }

    /** Looks again now and then, in case a signal was lost. */
    @Scheduled(fixedDelayString = "5s")
    void lookAgain() {
        lines.look();
    }

    @Override
    public void close() {
        lines.close();
    }

    private Map<Joining.Granted, ViewerId> over(Set<Joining.Granted> watched) {
        Set<ViewerId> good = good(watched.stream()
                .map(granted -> granted.share().value())
                .distinct()
                .toArray(UUID[]::new));
        return watched.stream()
                .filter(granted -> !good.contains(granted.viewer()))
                .collect(Collectors.toMap(Function.identity(), Joining.Granted::viewer));
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
