package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.desktop.HomeStep.Become;
import dev.berth.broker.desktop.HomeStep.Copy;
import dev.berth.broker.desktop.HomeStep.Drop;
import dev.berth.broker.desktop.HomeStep.Forget;
import dev.berth.broker.desktop.HomeStep.Rehost;
import dev.berth.broker.desktop.HomeStep.Remove;
import dev.berth.broker.desktop.HomeStep.Rest;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostLoad;
import dev.berth.broker.host.HostReport;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a home: it leaves a host that is emptied, or that has no room for the machine that waits for it; it
 * goes on from its copy where its host was lost; and where it is well, its copy on a second host follows it.
 */
final class HomePlanner {

    private HomePlanner() {}

    /**
     * Where a home is.
     *
     * @param volume of what its volume is called
     * @param host null before there is a volume
     * @param present whether it is what its person finds, and not one that was given up
     * @param gone whether it was deleted
     * @param used whether somebody ever worked in it
     * @param busy whether a machine may write to it
     * @param copied whether its bundle wants copies on second hosts
     * @param writings how many machines got it so far
     * @param waiting what the machine needs that waits for it; null while none does
     */
    record Place(
            UUID id,
            UUID volume,
            @Nullable HostId host,
            boolean present,
            boolean gone,
            boolean used,
            boolean busy,
            boolean copied,
            long writings,
            @Nullable Compute waiting) {}

    /**
     * All that is looked at.
     *
     * @param samePools pairs of hosts that turned out to have one pool
     * @param every how old a copy is before another takes its place
     */
    record View(
            Place home,
            List<HomeVolume> volumes,
            Map<HostId, Host> hosts,
            Map<HostId, HostLoad> loads,
            Set<Set<HostId>> samePools,
            Instant now,
            Duration every) {

        private List<HomeVolume> in(HomeVolume.State state) {
            return volumes.stream().filter(volume -> volume.state() == state).toList();
        }

        /** Those from which it could go on this moment, the newest first. */
        private List<HomeVolume> usable() {
            return volumes.stream()
                    .filter(volume -> volume.whole() && takes(hosts.get(volume.host())))
                    .sorted(Comparator.comparingLong(HomeVolume::writings)
                            .thenComparing(HomeVolume::shown)
                            .reversed())
                    .toList();
        }

        private Optional<Host> on(HomeVolume volume) {
            return Optional.ofNullable(hosts.get(volume.host()));
        }

        private boolean share(Host one, Host other) {
            return one.spec().sharesStorageWith(other.spec()) || samePools.contains(Set.of(one.id(), other.id()));
        }

        private boolean hasRoom(Host host, Compute wanted) {
            var candidate = new Placement.Candidate(host, loads.getOrDefault(host.id(), HostLoad.NONE));
            return Placement.refusal(candidate, wanted).isEmpty();
        }
    }

    /** What nobody needs is removed when nothing else is to be done: what cannot be, keeps nothing waiting. */
    static HomeStep next(View view) {
        HomeStep step = decide(view);
        return step instanceof Rest
                ? view.in(HomeVolume.State.DELETING).stream()
                        .filter(volume -> view.on(volume)
                                .filter(host -> host.health().reachable())
                                .isPresent())
                        .findFirst()
                        .<HomeStep>map(Remove::new)
                        .orElse(step)
                : step;
    }

    private static HomeStep decide(View view) {
        Place home = view.home();
        // Whoever carried these is gone: a copy is begun anew, under another name.
        List<HomeVolume> cutOff = view.in(HomeVolume.State.COPYING);
        if (!cutOff.isEmpty()) {
            return new Drop(cutOff);
        }
        if (home.gone()) {
            return dropOr(view.in(HomeVolume.State.WHOLE), new Rest(null));
        }
        Host own = view.hosts().get(home.host());
        if (home.busy() || own == null) {
            return new Rest(null);
        }
        return switch (own.state()) {
            case LOST -> leaveLost(view, own);
            case DRAINING, DRAINED -> leave(view, own, host -> true);
            case ACTIVE -> isCrowded(view, own) ? leaveFull(view, own) : keep(view, own);
        };
    }

    private static HomeStep leaveLost(View view, Host own) {
        if (!view.home().present()) {
            // Of what was given up for its host, the copy may be all that is left: it goes with the home.
            return new Rest(null);
        }
        if (!view.home().used()) {
            return new Forget();
        }
        Optional<Host> sharing = sharing(view, own, host -> true);
        if (sharing.isPresent()) {
            return new Rehost(sharing.get().id());
        }
        return view.usable().stream()
                .findFirst()
                .<HomeStep>map(copy -> new Become(copy, true))
                .orElseGet(() -> new Rest("Its host " + own.name()
                        + " was declared lost, and no other host that answers has a copy of it. It waits for the host; or"
                        + " give the home up, and its person begins with an empty one."));
    }

    private static HomeStep leave(View view, Host own, Predicate<Host> fits) {
        Place home = view.home();
        if (home.present() && !home.used()) {
            return new Forget();
        }
        if (!own.health().reachable()) {
            return new Rest("Its host " + own.name() + " does not answer. It moves when the host is back.");
        }
        Optional<Host> sharing = sharing(view, own, fits);
        if (sharing.isPresent()) {
            return new Rehost(sharing.get().id());
        }
        Optional<HomeVolume> arrived = view.usable().stream()
                .filter(copy -> copy.writings() == home.writings())
                .filter(copy -> view.on(copy).filter(fits).isPresent())
                .findFirst();
        if (arrived.isPresent()) {
            return new Become(arrived.get(), false);
        }
        return target(view, own, fits)
                .<HomeStep>map(host -> new Copy(host.id()))
                .orElseGet(() -> new Rest(
                        "There is no other active host that answers and has room for it. Add one, or activate one."));
    }

    /** Where no other host has room either, its person waits for a place here. */
    private static HomeStep leaveFull(View view, Host own) {
        Compute waiting = view.home().waiting();
        if (waiting == null) {
            return keep(view, own);
        }
        HomeStep step = leave(view, own, host -> view.hasRoom(host, waiting));
        return step instanceof Rest ? keep(view, own) : step;
    }

    private static boolean isCrowded(View view, Host own) {
        Compute waiting = view.home().waiting();
        return waiting != null && own.health().reachable() && !view.hasRoom(own, waiting);
    }

    private static HomeStep keep(View view, Host own) {
        Place home = view.home();
        List<HomeVolume> whole = view.in(HomeVolume.State.WHOLE);
        if (!own.health().reachable()) {
            // Nobody knows that what is there comes back: no copy of it goes.
            return new Rest(null);
        }
        if (!home.present() || !home.copied()) {
            return dropOr(whole, new Rest(null));
        }
        List<HomeVolume> usable = view.usable().stream()
                .filter(copy ->
                        view.on(copy).filter(host -> !view.share(host, own)).isPresent())
                .toList();
        Optional<HomeVolume> newest = usable.stream().findFirst();
        if (newest.isPresent()) {
            HomeVolume kept = newest.get();
            boolean current = kept.writings() == home.writings();
            if (current || kept.shown().plus(view.every()).isAfter(view.now())) {
                return dropOr(whole.stream().filter(copy -> !copy.equals(kept)).toList(), new Rest(null));
            }
        }
        if (!home.used()) {
            return new Rest(null);
        }
        Optional<Host> target = target(view, own, host -> true);
        if (target.isPresent()) {
            return new Copy(target.get().id());
        }
        // A host that is emptied is not kept waiting for a copy that no other takes.
        List<HomeVolume> inTheWay = whole.stream()
                .filter(copy -> isEmptied(view.hosts().get(copy.host())))
                .toList();
        boolean another = view.hosts().values().stream()
                .anyMatch(host -> !host.id().equals(own.id()) && host.state() == HostState.ACTIVE);
        return dropOr(
                inTheWay,
                new Rest(another ? "There is no other host that answers and has a pool of its own for a copy." : null));
    }

    private static Optional<Host> sharing(View view, Host own, Predicate<Host> fits) {
        return view.hosts().values().stream()
                .filter(host -> !host.id().equals(own.id()) && takes(host) && view.share(host, own))
                .filter(fits)
                .min(Comparator.comparing(Host::name));
    }

    /** Where the most disk is free. */
    private static Optional<Host> target(View view, Host own, Predicate<Host> fits) {
        return view.hosts().values().stream()
                .filter(host -> !host.id().equals(own.id()) && takes(host) && !view.share(host, own))
                .filter(fits)
                .max(Comparator.comparingLong(HomePlanner::freeMib)
                        .thenComparing(Host::name, Comparator.reverseOrder()));
    }

    private static HomeStep dropOr(List<HomeVolume> volumes, HomeStep otherwise) {
        return volumes.isEmpty() ? otherwise : new Drop(volumes);
    }

    private static boolean takes(@Nullable Host host) {
        return host != null && host.state() == HostState.ACTIVE && host.health().reachable();
    }

    private static boolean isEmptied(@Nullable Host host) {
        return host != null && (host.state() == HostState.DRAINING || host.state() == HostState.DRAINED);
    }

    static long freeMib(Host host) {
        return host.health().report().map(HostReport::freeStorageMib).orElse(0L);
    }
}
