package dev.berth.broker.access;

import dev.berth.ipacl.IpAccessGroup;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An IP access group as it is kept.
 *
 * @param revision counts up with each change of the group or of where it is attached; a change names the one it was made on
 */
public record KeptGroup(IpAccessGroup group, List<Place> attachedTo, long revision, Instant createdAt) {

    public KeptGroup {
        attachedTo = attachedTo.stream()
                .sorted(Comparator.comparing(Place::kind).thenComparing(Place::label))
                .toList();
    }

    public IpAccessGroupId id() {
        return group.id();
    }

    /** For the audit log. */
    Map<String, ?> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", group.name());
        fields.put("description", group.description());
        fields.put("rules", group.rules().stream().map(Object::toString).toList());
        fields.put("attachedTo", attachedTo.stream().map(Place::toString).toList());
        return fields;
    }
}
