package dev.berth.broker.desktop;

import dev.berth.broker.desktop.CopyPlanner.View;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.HypervisorException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps a copy of each desktop's newest snapshot on a second host, in the background: nobody waits for it, and a desktop is
 * not touched by it. May be called at any time, on several nodes.
 */
@Component
class CopyRound {

    private static final Logger LOG = LoggerFactory.getLogger(CopyRound.class);

    private static final int DESKTOPS_AT_ONCE = 8;
    private static final int MOST_STEPS = 200;
    private static final Duration HOST_RETRY = Duration.ofSeconds(15);

    private final JdbcDesktops desktops;
    private final CopyLedger ledger;
    private final JdbcHosts hosts;
    private final CopyCarrier carrier;
    private final CopySettings settings;
    private final Clock clock;
    private final AtWork<DesktopId> working = new AtWork<>();
    private final Set<Set<HostId>> samePools = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(DESKTOPS_AT_ONCE);

    CopyRound(
            JdbcDesktops desktops,
            CopyLedger ledger,
            JdbcHosts hosts,
            CopyCarrier carrier,
            CopySettings settings,
            Clock clock) {
        this.desktops = desktops;
        this.ledger = ledger;
        this.hosts = hosts;
        this.carrier = carrier;
        this.settings = settings;
        this.clock = clock;
    }

    /** Sees to as many desktops as this node has places for, each on a thread of its own, and returns without waiting. */
    void copy() {
        for (DesktopId desktop : ledger.due(clock.instant())) {
            if (working.has(desktop)) {
                continue;
            }
            if (!places.tryAcquire()) {
                return;
            }
            working.begin(desktop, "copies-" + desktop, () -> {
                try {
                    see(desktop);
                } catch (DataAccessException | TransactionException e) {
                    LOG.warn("Copies of desktop {} were cut short by the database; they go on later.", desktop, e);
                } finally {
                    places.release();
                }
            });
        }
    }

    /** Keeps this node's claims. */
    void renew() {
        if (!working.idle()) {
            ledger.renew();
        }
    }

    /** Waits until nothing is being copied. */
    boolean awaitIdle(Duration limit) {
        return working.awaitIdle(limit);
    }

    private void see(DesktopId id) {
        if (!ledger.claim(id)) {
            return;
        }
        try {
            Result result = untilNothingIsToDo(id);
            ledger.release(id, clock.instant().plus(result.pause()), result.note());
        } catch (HypervisorException | ImageMissingException e) {
            LOG.warn("Copies of desktop {} are not as they are to be; that is tried again.", id, e);
            ledger.release(id, clock.instant().plus(settings.retry()), String.valueOf(e.getMessage()));
        }
    }

    /** @param note why there is no copy; null when nothing is wrong */
    private record Result(Duration pause, @Nullable String note) {}

    private Result untilNothingIsToDo(DesktopId id) {
        for (int i = 0; i < MOST_STEPS && ledger.holds(id); i++) {
            Optional<Desktop> desktop = desktops.find(id);
            if (desktop.isEmpty()) {
                break;
            }
            CopyStep step = CopyPlanner.next(view(desktop.get()));
            LOG.debug("Copies of desktop {}: {}", id, step);
            switch (step) {
                case CopyStep.Rest(String note) -> {
                    return new Result(note == null ? settings.retry().dividedBy(5) : settings.retry(), note);
                }
                case CopyStep.Begin(Snapshot snapshot, HostId host) ->
                    begin(desktop.get(), DesktopCopy.begun(snapshot, host));
                case CopyStep.Carry(DesktopCopy copy) -> {
                    if (!ledger.occupy(desktop.get(), copy.host())) {
                        return new Result(HOST_RETRY, null);
                    }
                    carrier.carry(desktop.get(), copy, () -> ledger.holds(id));
                }
                case CopyStep.Drop(var copies) -> ledger.drop(copies);
                case CopyStep.Remove(DesktopCopy copy) -> carrier.remove(copy);
            }
        }
        return new Result(HOST_RETRY, null);
    }

    private void begin(Desktop desktop, DesktopCopy copy) {
        if (carrier.samePool(desktop, copy)) {
            samePools.add(Set.of(desktop.placedOn(), copy.host()));
        } else {
            ledger.begin(copy);
        }
    }

    private View view(Desktop desktop) {
        Map<HostId, Host> all = hosts.list().stream().collect(Collectors.toMap(Host::id, Function.identity()));
        Set<HostId> unfit = new HashSet<>(ledger.hostsWithLeftoversOf(desktop));
        desktop.host()
                .ifPresent(own ->
                        samePools.stream().filter(pair -> pair.contains(own)).forEach(unfit::addAll));
        return ledger.view(desktop, all, unfit);
    }
}
