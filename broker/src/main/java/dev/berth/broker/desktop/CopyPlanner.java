package dev.berth.broker.desktop;

import dev.berth.broker.desktop.CopyStep.Begin;
import dev.berth.broker.desktop.CopyStep.Carry;
import dev.berth.broker.desktop.CopyStep.Drop;
import dev.berth.broker.desktop.CopyStep.Remove;
import dev.berth.broker.desktop.CopyStep.Rest;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostReport;
import dev.berth.broker.host.HostState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides where the newest snapshot of a desktop is copied to, and which copies go. What is there whole stays until a newer
 * one is whole; of a desktop whose host was lost, everything stays.
 */
final class CopyPlanner {

    /** Left free, so that a pool is never filled to its brim by copies. */
    private static final long SPARE_BYTES = 2L * 1024 * 1024 * 1024;

    private static final long MIB = 1024 * 1024;

    private CopyPlanner() {}

    /**
     * What the decision is made from.
     *
     * @param wanted whether the desktop's bundle has copies
     * @param snapshots those on the desktop's own host
     * @param unfit hosts that may take none: they hold what is left of the desktop, or have its host's pool under another
     *     name
     */
    record View(
            Desktop desktop,
            boolean wanted,
            List<Snapshot> snapshots,
            List<DesktopCopy> copies,
            Map<HostId, Host> hosts,
            Set<HostId> unfit) {

        boolean isWhole(Snapshot snapshot, HostId host) {
            return copies.stream()
                    .anyMatch(copy -> copy.isOf(snapshot) && copy.host().equals(host) && copy.whole());
        }

        Optional<Host> ownHost() {
            return desktop.host().map(hosts::get);
        }
    }

    static CopyStep next(View view) {
        Desktop desktop = view.desktop();
        if (desktop.agenda().residence().tenure().lost()) {
            return new Rest(null);
        }
        Optional<DesktopCopy> removable = removable(view);
        if (removable.isPresent()) {
            return new Remove(removable.get());
        }
        if (!view.wanted() || isNoMore(desktop)) {
            return dropOr(view.copies(), new Rest(null));
        }
        List<Snapshot> chain = newestChain(view.snapshots());
        return chain.isEmpty() || view.ownHost().isEmpty()
                ? new Rest(null)
                : keep(view, view.ownHost().get(), chain);
    }

    private static CopyStep keep(View view, Host own, List<Snapshot> chain) {
        Optional<Host> complete = view.hosts().values().stream()
                .filter(host -> holds(host, own))
                .filter(host -> chain.stream().allMatch(snapshot -> view.isWhole(snapshot, host.id())))
                .min(Comparator.comparing(Host::name));
        if (complete.isPresent()) {
            return dropOr(except(view, chain, complete.get().id()), new Rest(null));
        }
        List<DesktopCopy> begun = view.copies().stream()
                .filter(copy -> copy.state() == CopyState.COPYING)
                .toList();
        List<DesktopCopy> wrong = begun.stream()
                .filter(copy -> chain.stream().noneMatch(copy::isOf)
                        || !holds(view.hosts().get(copy.host()), own)
                        || view.unfit().contains(copy.host()))
                .toList();
        if (!wrong.isEmpty()) {
            return new Drop(wrong);
        }
        return begun.isEmpty() ? begin(view, own, chain) : new Carry(begun.getFirst());
    }

    /** Where the most of it is already, else where the most room is. */
    private static CopyStep begin(View view, Host own, List<Snapshot> chain) {
        Optional<Host> found = view.hosts().values().stream()
                .filter(host -> holds(host, own) && host.health().reachable())
                .filter(host -> !view.unfit().contains(host.id()))
                .filter(host -> freeMib(host) * MIB > missingBytes(view, chain, host) + SPARE_BYTES)
                .max(Comparator.comparingLong((Host host) -> wholeOf(view, chain, host))
                        .thenComparingLong(CopyPlanner::freeMib)
                        .thenComparing(Host::name, Comparator.reverseOrder()));
        if (found.isPresent()) {
            HostId host = found.get().id();
            Snapshot first = chain.stream()
                    .filter(snapshot -> !view.isWhole(snapshot, host))
                    .findFirst()
                    .orElseThrow();
            return new Begin(first, host);
        }
        if (!own.health().reachable()) {
            return new Rest(
                    "Its own host " + own.name() + " does not answer, and no other has a copy: what there is stays.");
        }
        // A host that is emptied is not kept waiting for copies that no other takes.
        List<DesktopCopy> inTheWay = view.copies().stream()
                .filter(copy -> !copy.leaving())
                .filter(copy -> isEmptied(view.hosts().get(copy.host())))
                .toList();
        return inTheWay.isEmpty() ? new Rest(noHost(view, own)) : new Drop(inTheWay);
    }

    private static String noHost(View view, Host own) {
        boolean another = view.hosts().values().stream().anyMatch(host -> holds(host, own));
        return another
                ? "No other active host that answers has room for a copy."
                : "There is no other active host with a pool of its own.";
    }

    /** Whether it may keep a copy for a desktop of the other. */
    private static boolean holds(@Nullable Host host, Host own) {
        return host != null
                && host.state() == HostState.ACTIVE
                && !host.id().equals(own.id())
                && !host.spec().sharesStorageWith(own.spec());
    }

    private static boolean isEmptied(@Nullable Host host) {
        return host != null && (host.state() == HostState.DRAINING || host.state() == HostState.DRAINED);
    }

    private static long wholeOf(View view, List<Snapshot> chain, Host host) {
        return chain.stream()
                .filter(snapshot -> view.isWhole(snapshot, host.id()))
                .count();
    }

    private static long missingBytes(View view, List<Snapshot> chain, Host host) {
        return chain.stream()
                .filter(snapshot -> !view.isWhole(snapshot, host.id()))
                .mapToLong(Snapshot::bytes)
                .sum();
    }

    private static long freeMib(Host host) {
        return host.health().report().map(HostReport::freeStorageMib).orElse(0L);
    }

    /** The newest that is ready and all that it stands on, the whole one first. */
    private static List<Snapshot> newestChain(List<Snapshot> snapshots) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.ready() && snapshot.isCopy())
                .filter(snapshot -> snapshot.taken().isPresent())
                .max(Comparator.comparing(snapshot -> snapshot.taken().orElseThrow()))
                .map(newest -> SnapshotChain.under(newest, snapshots))
                .orElse(List.of());
    }

    private static List<DesktopCopy> except(View view, List<Snapshot> chain, HostId host) {
        return view.copies().stream()
                .filter(copy -> !copy.host().equals(host) || chain.stream().noneMatch(copy::isOf))
                .toList();
    }

    private static CopyStep dropOr(List<DesktopCopy> copies, CopyStep otherwise) {
        List<DesktopCopy> staying =
                copies.stream().filter(copy -> !copy.leaving()).toList();
        return staying.isEmpty() ? otherwise : new Drop(staying);
    }

    /** An increment goes before what it stands on. One on a host that does not answer waits for it. */
    private static Optional<DesktopCopy> removable(View view) {
        return view.copies().stream()
                .filter(DesktopCopy::leaving)
                .filter(copy -> Optional.ofNullable(view.hosts().get(copy.host()))
                        .filter(host -> host.health().reachable())
                        .isPresent())
                .filter(copy -> view.copies().stream()
                        .noneMatch(other -> other.host().equals(copy.host())
                                && copy.snapshot().equals(other.standsOn())))
                .findFirst();
    }

    private static boolean isNoMore(Desktop desktop) {
        return desktop.state() == DesktopState.TERMINATED && desktop.times().keptUntil() == null;
    }
}
