package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.desktop.HomePlanner.Place;
import dev.berth.broker.desktop.HomePlanner.View;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.VolumeName;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes homes off hosts that are emptied, full or lost, and keeps a copy of each on a second host. All of it while no machine
 * has the home: who comes is not kept waiting by a copy, which then ends. May be called at any time, on several nodes.
 */
@Component
class HomeRound {

    private static final Logger LOG = LoggerFactory.getLogger(HomeRound.class);

    private static final int HOMES_AT_ONCE = 8;
    private static final int MOST_DUE = 200;
    private static final int MOST_STEPS = 50;
    private static final long MIB = 1024 * 1024;

    /** Left free, so that a pool is never filled to its brim. */
    private static final long SPARE_MIB = 1024;

    private final JdbcHomeKeeping rows;
    private final JdbcHomeVolumes volumes;
    private final JdbcHosts hosts;
    private final HostConnections connections;
    private final Signals signals;
    private final Journal journal;
    private final Terms terms;
    private final AtWork<UUID> working = new AtWork<>();
    private final Set<Set<HostId>> samePools = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(HOMES_AT_ONCE);

    HomeRound(
            JdbcHomeKeeping rows,
            JdbcHomeVolumes volumes,
            JdbcHosts hosts,
            HostConnections connections,
            Signals signals,
            Journal journal,
            Terms terms) {
        this.rows = rows;
        this.volumes = volumes;
        this.hosts = hosts;
        this.connections = connections;
        this.signals = signals;
        this.journal = journal;
        this.terms = terms;
    }

    /** How long claims last, and how old copies become. */
    @Component
    record Terms(DesktopSettings desktops, HomeSettings homes) {}

    /** Sees to as many homes as this node has places for, each on a thread of its own, and returns without waiting. */
    void keep() {
        for (UUID home : rows.due(journal.now(), MOST_DUE)) {
            if (working.has(home)) {
                continue;
            }
            if (!places.tryAcquire()) {
                return;
            }
            working.begin(home, "home-" + home, () -> {
                try {
                    see(home);
                } catch (DataAccessException | TransactionException e) {
                    LOG.warn("What was done with home {} was cut short by the database; it goes on later.", home, e);
                } finally {
                    places.release();
                }
            });
        }
    }

    /** Keeps this node's claims. */
    void renew() {
        if (!working.idle()) {
            rows.renew(terms.desktops().lease());
        }
    }

    /** Waits until nothing is being done. */
    boolean awaitIdle(Duration limit) {
        return working.awaitIdle(limit);
    }

    private void see(UUID home) {
        if (!rows.take(home, terms.desktops().lease(), terms.homes().atOncePerHost())) {
            return;
        }
        try {
            String note = untilItRests(home);
            rows.release(home, journal.now().plus(terms.homes().retry()), note);
        } catch (HypervisorException e) {
            LOG.warn("Home {} is not where it is to be, or has no copy; that is tried again.", home, e);
            rows.release(home, journal.now().plus(terms.homes().retry()), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String untilItRests(UUID id) {
        for (int i = 0; i < MOST_STEPS; i++) {
            Optional<Place> home = rows.place(id);
            if (home.isEmpty()) {
                return null;
            }
            Map<HostId, Host> all = hosts.list().stream().collect(Collectors.toMap(Host::id, Function.identity()));
            HomeStep step = HomePlanner.next(new View(
                    home.get(),
                    volumes.of(id),
                    all,
                    hosts.loads(),
                    samePools,
                    journal.now(),
                    terms.homes().copyEvery()));
            LOG.debug("Home {}: {}", id, step);
            if (step instanceof HomeStep.Rest(String note)) {
                return note;
            }
            take(home.get(), step, all);
        }
        return null;
    }

    private void take(Place home, HomeStep step, Map<HostId, Host> all) {
        switch (step) {
            case HomeStep.Rest _ -> {}
            case HomeStep.Forget _ -> change(() -> volumes.forget(home, journal.now()));
            case HomeStep.Rehost(HostId to) -> rehost(home, all.get(home.host()), all.get(to));
            case HomeStep.Copy(HostId to) -> copy(home, all.get(to));
            case HomeStep.Become(HomeVolume copy, boolean lost) ->
                become(home, copy, lost, all.get(home.host()), all.get(copy.host()));
            case HomeStep.Drop(var unneeded) -> volumes.drop(unneeded);
            case HomeStep.Remove(HomeVolume volume) -> {
                connections.on(volume.host()).deleteVolume(volume.name());
                volumes.gone(volume);
            }
        }
    }

    private void rehost(Place home, @Nullable Host from, @Nullable Host to) {
        Hypervisor target = connections.on(Objects.requireNonNull(to).id());
        target.lookAnew();
        VolumeName volume = HomeVolume.name(home.volume());
        if (!target.hasVolume(volume)) {
            throw new HypervisorException("Host " + to.name() + " does not see volume '" + volume
                    + "', though it is said to share its storage.");
        }
        change(() -> {
            boolean done = volumes.rehost(home, to.id());
            if (done) {
                told(
                        home,
                        from,
                        to,
                        "The home is reached from host " + to.name() + " now, which has the same storage.");
            }
            return done;
        });
    }

    private void copy(Place home, @Nullable Host to) {
        HostId from = Objects.requireNonNull(home.host());
        Hypervisor source = connections.on(from);
        Hypervisor target = connections.on(Objects.requireNonNull(to).id());
        if (isSamePool(home, source, target)) {
            samePools.add(Set.of(from, to.id()));
            return;
        }
        VolumeName name = HomeVolume.name(home.volume());
        if (!source.hasVolume(name)) {
            throw new HypervisorException(
                    "Volume '" + name + "' is missing on the home's host. Bring the host's storage back.");
        }
        long mib = source.volume(name).allocatedBytes() / MIB + SPARE_MIB;
        if (HomePlanner.freeMib(to) < mib) {
            throw new HypervisorException("Host " + to.name() + " has " + HomePlanner.freeMib(to)
                    + " MiB of disk free; the home and what is left free take " + mib + " MiB.");
        }
        var volume = new HomeVolume(
                UUID.randomUUID(), home.id(), to.id(), HomeVolume.State.COPYING, home.writings(), journal.now());
        if (!volumes.add(home, volume)) {
            return;
        }
        try {
            new VolumeCourier(source, target, () -> volumes.isUntouched(home))
                    .carry(name, volume.name(), Optional.empty());
        } catch (HypervisorException e) {
            if (volumes.isUntouched(home)) {
                throw e;
            }
            LOG.debug("The copy of home {} ended, for its person came.", home.id(), e);
            return;
        }
        volumes.whole(home, volume, target.volume(volume.name()).allocatedBytes());
    }

    private static boolean isSamePool(Place home, Hypervisor source, Hypervisor target) {
        var probe = new VolumeName("home-" + home.volume() + "-probe");
        try {
            return SamePool.test(source, target, probe);
        } finally {
            source.deleteVolume(probe);
        }
    }

    private void become(Place home, HomeVolume copy, boolean lost, @Nullable Host from, @Nullable Host to) {
        String left = Objects.requireNonNull(from).name();
        String by = "Berth: host " + left + " was declared lost";
        String sentence = lost
                ? "Host " + left + " was declared lost: the home goes on from its copy of " + copy.shown() + " on host "
                        + Objects.requireNonNull(to).name()
                        + ". What was in it is kept there, as one that was given up."
                : "The home moved from host " + left + " to host "
                        + Objects.requireNonNull(to).name() + ".";
        change(() -> {
            boolean done = volumes.become(home, copy, lost, by, journal.now());
            if (done) {
                told(home, from, to, sentence);
            }
            return done;
        });
    }

    /** While all hosts are held no machine gets room, so nobody is let in to a home that leaves. */
    private void change(BooleanSupplier change) {
        journal.together(() -> {
            hosts.lockAll();
            if (change.getAsBoolean()) {
                signals.send(Channel.DESKTOP, "");
            }
        });
    }

    private void told(Place home, @Nullable Host from, @Nullable Host to, String sentence) {
        journal.record(AuditEntry.of(
                        new Actor.Berth(),
                        "home.move",
                        "home",
                        home.id(),
                        dev.berth.broker.audit.Outcome.DONE,
                        sentence)
                .changing(
                        Map.of("host", Objects.requireNonNull(from).name()),
                        Map.of("host", Objects.requireNonNull(to).name())));
    }
}
