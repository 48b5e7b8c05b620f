package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.GroupId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which desktops a window is for: those of any of the bundles, and those of the people in any of the groups; all if neither is named. */
public record Scope(Set<BundleId> bundles, List<Group> groups) {

    public static final Scope ALL = new Scope(Set.of(), List.of());

    private static final int MOST = 200;

    /** @param label how the directory called it when it was chosen */
    public record Group(GroupId id, String label) {}

    public Scope {
        bundles = Set.copyOf(bundles);
        groups = List.copyOf(groups);
        if (bundles.size() > MOST || groups.size() > MOST) {
            throw new IllegalArgumentException("bundles has " + bundles.size() + " and groups has " + groups.size()
                    + " entries; allowed are " + MOST + " of each.");
        }
    }

    public boolean all() {
        return bundles.isEmpty() && groups.isEmpty();
    }

    @Override
    public String toString() {
        return all()
                ? "all desktops"
                : "bundles " + bundles + ", groups "
                        + groups.stream().map(Group::label).collect(Collectors.joining(", ", "[", "]"));
    }
}
