package dev.berth.broker.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines that this node holds for sessions, and that are cut when the database does not want them any more. It is asked
 * whenever something happens to one of their sessions, and whenever {@link #look} is called.
 *
 * @param <L> a line, told from others by {@code equals}
 * @param <R> what whoever cuts a line is told
 */
public final class WatchedLines<L, R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedLines.class);

    private final Map<L, Consumer<R>> watches = new ConcurrentHashMap<>();
    private final Function<L, String> session;
    private final Function<Set<L>, Map<L, R>> over;
    private final Nudged look;
    private final Subscription subscription;

    /**
     * @param session the id of a line's session, as its signals name it
     * @param over which of these lines are over, and why; never asked about none
     */
    public WatchedLines(String name, Signals signals, Function<L, String> session, Function<Set<L>, Map<L, R>> over) {
        this.session = session;
        this.over = over;
        this.look = new Nudged(name, this::lookNow);
        this.subscription = signals.subscribe(Channel.SESSION, this::signalled);
    }

    /**
     * The consumer is called at most once, on a thread that serves all lines, so it only starts the cutting; at once if the
     * line is over already.
     */
    public Subscription watch(L line, Consumer<R> cut) {
        watches.put(line, cut);
        look.nudge();
        return () -> watches.remove(line);
    }

    /** Looks again, in case a signal was lost; returns at once. */
    public void look() {
        look.nudge();
    }

    @Override
    public void close() {
        subscription.close();
        look.close();
    }

    private void signalled(String changed) {
        boolean ours = changed.isEmpty()
                || watches.keySet().stream()
                        .anyMatch(line -> session.apply(line).equals(changed));
        if (ours) {
            look.nudge();
        }
    }

    private void lookNow() {
        if (watches.isEmpty()) {
            return;
        }
        Map<L, Consumer<R>> present = Map.copyOf(watches);
        over.apply(present.keySet()).forEach((line, why) -> {
            Consumer<R> cut = present.get(line);
            if (cut != null && watches.remove(line, cut)) {
                cut(line, cut, why);
            }
        });
    }

    private void cut(L line, Consumer<R> cut, R why) {
        try {
            cut.accept(why);
        } catch (RuntimeException e) {
            LOG.error("{} could not be cut.", line, e);
        }
    }
}
