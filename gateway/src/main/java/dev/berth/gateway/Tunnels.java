package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.trace.Work;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tunnels of this node, one per session: a newer one takes the session over from an older one. */
final class Tunnels {

    private final ConcurrentMap<SessionId, Tunnel> live = new ConcurrentHashMap<>();
    private final TunnelLimits limits;
    private final long maxClipboardBytes;
    private final TunnelMeters meters;
    private final Function<Redemption.Granted, TunnelEvents> reports;
    private final Clock clock;

    Tunnels(
            TunnelLimits limits,
            long maxClipboardBytes,
            TunnelMeters meters,
            Function<Redemption.Granted, TunnelEvents> reports,
            Clock clock) {
        this.limits = limits;
        this.maxClipboardBytes = maxClipboardBytes;
        this.meters = meters;
        this.reports = reports;
        this.clock = clock;
        meters.watch(live::size);
    }

    /** Begins a tunnel that is not recorded. */
    Tunnel open(Redemption.Granted granted, BrowserLink browser, Tunnel.Opener opener) {
        return open(granted, browser, opener, (session, end) -> Tape.NONE);
    }

    /**
     * Begins a tunnel on a thread of its own. The older one of the session, if any, learns that it was taken over.
     *
     * @param tapes what records it; told how to end it
     */
    Tunnel open(
            Redemption.Granted granted,
            BrowserLink browser,
            Tunnel.Opener opener,
            BiFunction<SessionId, Consumer<TunnelEnd>, Tape> tapes) {
        AtomicReference<@Nullable Tunnel> opened = new AtomicReference<>();
        Tape tape = tapes.apply(granted.session(), why -> {
            Tunnel broken = opened.get();
            if (broken != null) {
                broken.end(why);
            }
        });
        TunnelTerms terms = new TunnelTerms(
                Part.OWNER,
                granted.policy(),
                maxClipboardBytes,
                limits,
                meters,
                reports.apply(granted).closing(tape),
                tape);
        Tunnel tunnel = new Tunnel(granted.session(), browser, terms, clock);
        opened.set(tunnel);
        Tunnel older = live.put(granted.session(), tunnel);
        if (older != null) {
            // On its own thread: the older browser may be one that no longer reads, and closing waits for it.
            Thread.ofVirtual()
                    .name("tunnel-taken-over-" + granted.session())
                    .start(() -> older.end(TunnelEnd.OPENED_ELSEWHERE));
        }
        Thread.ofVirtual().name("tunnel-" + granted.session()).start(() -> {
            try (var _ = Work.forSession(granted.session().value())) {
                if (tape.refused()) {
                    tunnel.end(TunnelEnd.RECORDING_FAILED);
                } else {
                    tunnel.run(opener);
                }
            } finally {
                live.remove(granted.session(), tunnel);
            }
        });
        return tunnel;
    }

    Optional<Tunnel> of(SessionId session) {
        return Optional.ofNullable(live.get(session));
    }

    /** A tunnel next to the session's own; whoever opens it runs it. */
    Tunnel guest(SessionId session, BrowserLink browser, Part part, ChannelPolicy policy, TunnelEvents events) {
        TunnelTerms terms = new TunnelTerms(part, policy, maxClipboardBytes, limits, meters, events, Tape.NONE);
        return new Tunnel(session, browser, terms, clock);
    }

    void end(SessionId session, TunnelEnd why) {
        Tunnel tunnel = live.get(session);
        if (tunnel != null) {
            tunnel.end(why);
        }
    }

    void endAll(TunnelEnd why) {
        List.copyOf(live.values()).forEach(tunnel -> Thread.ofVirtual().start(() -> tunnel.end(why)));
    }

    List<SessionId> sessions() {
        return List.copyOf(live.keySet());
    }
}
