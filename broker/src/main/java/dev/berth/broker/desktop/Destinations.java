package dev.berth.broker.desktop;

import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostLoad;
import dev.berth.broker.host.HostReport;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.host.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/** Chooses where a desktop moves to: of hosts with room to run it and for its volumes, the one with the most disk left. */
@Component
class Destinations {

    /** Left free, so that a pool is never filled to its brim. */
    private static final long SPARE_MIB = 1024;

    private final JdbcHosts hosts;
    private final JdbcRemains remains;

    Destinations(JdbcHosts hosts, JdbcRemains remains) {
        this.hosts = hosts;
        this.remains = remains;
    }

    /** What came of choosing. */
    sealed interface Choice {

        record Found(Host host) implements Choice {}

        /** The sentence says why, host by host. */
        record None(String sentence) implements Choice {}
    }

    Optional<Host> find(HostId id) {
        return hosts.find(id);
    }

    /** Why it would not fit there now, in words that follow the host's name; empty where it does, or the host is silent. */
    Optional<String> hindrance(Desktop desktop, Host to) {
        var candidate = new Placement.Candidate(to, hosts.loads().getOrDefault(to.id(), HostLoad.NONE));
        return to.health().reachable()
                ? Placement.refusal(candidate, desktop.blueprint().compute())
                : Optional.empty();
    }

    /** @param bytes that its volumes take where they are copied */
    Choice choose(Desktop desktop, Host from, long bytes) {
        return choose(desktop, from, bytes, host -> true);
    }

    /** The same, on storage of its own, and none of these. */
    Choice chooseApart(Desktop desktop, Host from, long bytes, List<HostId> without) {
        return choose(
                desktop,
                from,
                bytes,
                host -> !host.spec().sharesStorageWith(from.spec()) && !without.contains(host.id()));
    }

    private Choice choose(Desktop desktop, Host from, long bytes, Predicate<Host> eligible) {
        // Two hosts may have one pool, so nothing is put anywhere while something of it is deleted anywhere.
        List<String> beingRid = remains.hostsBeingRidOf(desktop.id());
        if (!beingRid.isEmpty()) {
            return new Choice.None(
                    "What is left of it from before is being deleted on " + String.join(", ", beingRid) + ".");
        }
        long mib = bytes / (1024 * 1024) + SPARE_MIB;
        return choose(
                desktop,
                from,
                eligible,
                host -> host.spec().sharesStorageWith(from.spec()) ? Long.MAX_VALUE : freeMib(host) - mib);
    }

    /** Only that one, which holds a copy, with room for disks made from it. */
    Choice chooseHolding(Desktop desktop, Host from, HostId holder, long bytes) {
        long mib = bytes / (1024 * 1024) + SPARE_MIB;
        return choose(desktop, from, host -> host.id().equals(holder), host -> freeMib(host) - mib);
    }

    /** Only hosts with the same pool. */
    Choice chooseSharing(Desktop desktop, Host from) {
        return choose(desktop, from, host -> host.spec().sharesStorageWith(from.spec()), Destinations::freeMib);
    }

    private Choice choose(Desktop desktop, Host from, Predicate<Host> eligible, ToLongFunction<Host> roomMib) {
        Map<HostId, HostLoad> loads = hosts.loads();
        Set<HostId> withRemains = remains.hostsWithRemainsOf(desktop.id());
        Set<HostId> withVolumes = remains.hostsWithVolumesLeftOf(desktop.id());
        List<String> refusals = new ArrayList<>();
        List<Host> fitting = new ArrayList<>();
        List<Host> all = hosts.list();
        for (Host host : all) {
            if (host.id().equals(from.id()) || host.state() != HostState.ACTIVE || !eligible.test(host)) {
                continue;
            }
            var candidate = new Placement.Candidate(host, loads.getOrDefault(host.id(), HostLoad.NONE));
            Optional<String> refusal =
                    Placement.refusal(candidate, desktop.blueprint().compute());
            if (refusal.isPresent()) {
                refusals.add(host.name() + " " + refusal.get());
            } else if (withRemains.contains(host.id()) || sharesWithAny(host, withVolumes, all)) {
                refusals.add(host.name() + " holds what is left of it from before");
            } else if (roomMib.applyAsLong(host) < 0) {
                refusals.add(host.name() + " has " + freeMib(host) + " MiB of disk free");
            } else {
                fitting.add(host);
            }
        }
        return fitting.stream()
                .max(Comparator.comparingLong(roomMib).thenComparing(Host::name, Comparator.reverseOrder()))
                .<Choice>map(Choice.Found::new)
                .orElseGet(() -> new Choice.None(
                        refusals.isEmpty()
                                ? "There is no other active host that it could go to. Add one, or activate one."
                                : "No host has room for it: " + String.join("; ", refusals) + "."));
    }

    private static boolean sharesWithAny(Host host, Set<HostId> ids, List<Host> all) {
        return all.stream()
                .anyMatch(other -> ids.contains(other.id()) && other.spec().sharesStorageWith(host.spec()));
    }

    private static long freeMib(Host host) {
        return host.health().report().map(HostReport::freeStorageMib).orElse(0L);
    }
}
