package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.VolumeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The volumes that rows say a desktop has: its own, and those of its snapshots, kept disks included. What no row names stays
 * where it is.
 */
record Belongings(List<Thing> things) {

    /** One volume, and the image version that it came from. */
    record Thing(VolumeName name, ImageVersionId imageVersion) {

        /** What it is called on its host while its copy is made to stand on the image. */
        VolumeName loosened() {
            return new VolumeName(name + "-moving");
        }
    }

    static Belongings of(Desktop desktop, List<Snapshot> snapshots) {
        return of(desktop, snapshots, List.of());
    }

    static Belongings of(Desktop desktop, List<Snapshot> snapshots, List<UserPoint> points) {
        Map<VolumeName, ImageVersionId> named = new LinkedHashMap<>();
        ImageVersionId own = desktop.blueprint().imageVersion();
        named.put(VolumeNames.user(desktop), own);
        named.put(VolumeNames.root(desktop), own);
        for (Snapshot snapshot : snapshots) {
            ImageVersionId version = snapshot.make().blueprint().imageVersion();
            named.putIfAbsent(snapshot.user(), version);
            named.putIfAbsent(snapshot.root(), version);
        }
        points.stream().filter(UserPoint::whole).forEach(point -> named.putIfAbsent(point.volume(), own));
        return new Belongings(named.entrySet().stream()
                .map(entry -> new Thing(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** Those that are there, each after what it stands on. */
    List<Thing> presentOn(Hypervisor host) {
        Map<VolumeName, Thing> left = new LinkedHashMap<>();
        things.stream().filter(thing -> host.hasVolume(thing.name())).forEach(thing -> left.put(thing.name(), thing));
        List<Thing> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Thing> free = left.values().stream()
                    .filter(thing ->
                            backing(host, thing).filter(left::containsKey).isEmpty())
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("Volumes stand on each other in a circle: " + left.keySet());
            }
            free.forEach(thing -> left.remove(thing.name()));
            ordered.addAll(free);
        }
        return ordered;
    }

    boolean names(VolumeName volume) {
        return things.stream().anyMatch(thing -> thing.name().equals(volume));
    }

    private static Optional<VolumeName> backing(Hypervisor host, Thing thing) {
        return host.volume(thing.name()).backing();
    }
}
