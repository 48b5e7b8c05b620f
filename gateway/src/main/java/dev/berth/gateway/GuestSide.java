package dev.berth.gateway;

import dev.berth.broker.session.NodeRegistry;
import dev.berth.broker.session.TicketSecret;
import dev.berth.broker.share.Guests;
import dev.berth.broker.share.Joining;
import dev.berth.broker.share.ShareEnds;
import dev.berth.broker.share.ShareTickets;
import dev.berth.broker.signal.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes guests' tickets, tells the broker what becomes of guests' tunnels, and closes those that it wants closed. */
@Component
class GuestSide {

    private final ShareTickets tickets;
    private final Guests guests;
    private final ShareEnds ends;
    private final NodeRegistry nodes;
    private final Clock clock;

    GuestSide(ShareTickets tickets, Guests guests, ShareEnds ends, NodeRegistry nodes, Clock clock) {
        this.tickets = tickets;
        this.guests = guests;
        this.ends = ends;
        this.nodes = nodes;
        this.clock = clock;
    }

    Joining redeem(TunnelGuest guest, String ticket) {
        TicketSecret secret;
        try {
            secret = new TicketSecret(ticket);
        } catch (IllegalArgumentException noTicket) {
            return new Joining.Refused(String.valueOf(noTicket.getMessage()));
        }
        return tickets.redeem(secret, guest.person(), guest.address(), nodes.boot());
    }

    /** What the tunnel of this guest reports. It ends at its time even when nobody can be asked any more. */
    TunnelEvents eventsOf(Joining.Granted granted, Tunnel host) {
        AtomicReference<@Nullable Subscription> watch = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        return new TunnelEvents(
                end -> joined(granted, end, watch, over), () -> {}, host::guestUsedIt, what -> {}, why -> {
                    over.countDown();
                    Subscription watching = watch.getAndSet(null);
                    if (watching != null) {
                        watching.close();
                    }
                    guests.left(granted);
                });
    }

    private boolean joined(
            Joining.Granted granted,
            Consumer<TunnelEnd> end,
            AtomicReference<@Nullable Subscription> watch,
            CountDownLatch over) {
        Optional<Instant> until = guests.joined(granted);
        if (until.isEmpty()) {
            return false;
        }
        Runnable cut = () ->
                Thread.ofVirtual().name("guest-cut-" + granted.share()).start(() -> end.accept(TunnelEnd.SHARE_OVER));
        watch.set(ends.watch(granted, cut));
        Duration left = Duration.between(clock.instant(), until.get());
        Thread.ofVirtual().name("guest-timer-" + granted.share()).start(() -> {
            if (!isOver(over, left)) {
                end.accept(TunnelEnd.SHARE_OVER);
            }
        });
        return true;
    }

    private static boolean isOver(CountDownLatch over, Duration within) {
        try {
            return over.await(Math.max(0, within.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
