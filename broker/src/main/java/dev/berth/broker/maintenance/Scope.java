package dev.berth.broker.maintenance;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Tags;
import dev.berth.broker.directory.GroupId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which desktops a window or a schedule is for: those of any of the bundles, those of the people in any of the groups,
 * those with any of the tags, and those that are named; all if nothing is.
 */
public record Scope(Set<BundleId> bundles, List<Group> groups, List<TagRule> tags, Set<DesktopId> desktops) {

    public static final Scope ALL = new Scope(Set.of(), List.of());

    private static final int MOST = 200;

    /** @param label how the directory called it when it was chosen */
    public record Group(GroupId id, String label) {}

    /**
     * @param key of a tag
     * @param value the tag's; null for any
     */
    public record TagRule(String key, @Nullable String value) {

        public TagRule {
            Tags.requireTag("tags", key, value == null ? "" : value);
        }

        /** As people write it: {@code department=sales}, or {@code department} for any value. */
        public static TagRule parse(String text) {
            int sign = text.indexOf('=');
            return sign < 0
                    ? new TagRule(text.strip(), null)
                    : new TagRule(
                            text.substring(0, sign).strip(),
                            text.substring(sign + 1).strip());
        }

        @Override
        public String toString() {
            return value == null ? key : key + "=" + value;
        }
    }

    public Scope(Set<BundleId> bundles, List<Group> groups) {
        this(bundles, groups, List.of(), Set.of());
    }

    public Scope {
        bundles = Set.copyOf(bundles);
        groups = List.copyOf(groups);
        tags = List.copyOf(tags);
        desktops = Set.copyOf(desktops);
        if (bundles.size() > MOST || groups.size() > MOST) {
            throw new IllegalArgumentException("bundles has " + bundles.size() + " and groups has " + groups.size()
                    + " entries; allowed are " + MOST + " of each.");
        }
        if (tags.size() > MOST || desktops.size() > MOST) {
            throw new IllegalArgumentException("tags has " + tags.size() + " and desktops has " + desktops.size()
                    + " entries; allowed are " + MOST + " of each.");
        }
    }

    public boolean all() {
        return bundles.isEmpty() && groups.isEmpty() && tags.isEmpty() && desktops.isEmpty();
    }

    @Override
    public String toString() {
        return all()
                ? "all desktops"
                : "bundles " + bundles + ", groups "
                        + groups.stream().map(Group::label).collect(Collectors.joining(", ", "[", "]")) + ", tags "
                        + tags + ", desktops " + desktops;
    }
}
