package dev.berth.broker.desktop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Chooses what a new snapshot stands on. A chain ends after a while, so that what it began with can go. */
final class SnapshotChain {

    private final Duration fullInterval;

    SnapshotChain(Duration fullInterval) {
        this.fullInterval = fullInterval;
    }

    /**
     * The snapshot that one of the desktop, taken now, may be an increment to: the latest copy of the volumes that it has,
     * on the host where it is, unless the whole one below is too old.
     */
    Optional<Snapshot> base(Desktop desktop, List<Snapshot> all, Instant now) {
        Map<SnapshotId, Snapshot> byId = all.stream().collect(Collectors.toMap(Snapshot::id, Function.identity()));
        Disks disks = desktop.blueprint().disks();
        return all.stream()
                .filter(snapshot -> snapshot.ready() && snapshot.isCopy())
                .max(Comparator.comparing(Snapshot::askedAt))
                .filter(snapshot ->
                        desktop.host().filter(snapshot.host()::equals).isPresent())
                .filter(snapshot -> snapshot.make().blueprint().disks().root() == disks.root()
                        && snapshot.make().blueprint().disks().user() == disks.user())
                .filter(snapshot -> whole(snapshot, byId)
                        .filter(found -> found.askedAt().plus(fullInterval).isAfter(now))
                        .isPresent());
    }

    /** The snapshot and all that it stands on, the whole one first; empty when one of them is not among these. */
    static List<Snapshot> under(Snapshot snapshot, List<Snapshot> all) {
        return under(snapshot, all.stream().collect(Collectors.toMap(Snapshot::id, Function.identity())));
    }

    private static List<Snapshot> under(Snapshot snapshot, Map<SnapshotId, Snapshot> byId) {
        List<Snapshot> chain = new ArrayList<>(List.of(snapshot));
        while (chain.size() <= byId.size()) {
            SnapshotId below = chain.getLast().standsOn();
            if (below == null) {
                return chain.reversed();
            }
            Snapshot next = byId.get(below);
            if (next == null) {
                return List.of();
            }
            chain.add(next);
        }
        return List.of();
    }

    /** The whole one at the beginning of its chain; empty when that is not among them. */
    private static Optional<Snapshot> whole(Snapshot snapshot, Map<SnapshotId, Snapshot> byId) {
        return under(snapshot, byId).stream().findFirst();
    }
}
