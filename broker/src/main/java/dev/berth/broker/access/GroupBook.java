package dev.berth.broker.access;

import dev.berth.broker.access.IpAccessEdit.Content;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.ipacl.Attachments;
import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.IpAccessGroup;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.IpRule;
import dev.berth.ipacl.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every IP access group at one moment; an edit makes the next book. Pure: nothing is read or written here. */
record GroupBook(Map<IpAccessGroupId, KeptGroup> groups) {

    private static final String KIND = "IP access group";

    GroupBook {
        groups = new LinkedHashMap<>(groups);
    }

    Attachments attachments() {
        Map<Place, Collection<IpAccessGroup>> attached = new HashMap<>();
        groups.values()
                .forEach(kept -> kept.attachedTo()
                        .forEach(place -> attached.computeIfAbsent(place, none -> new ArrayList<>())
                                .add(kept.group())));
        return Attachments.of(attached);
    }

    Optional<KeptGroup> find(IpAccessGroupId id) {
        return Optional.ofNullable(groups.get(id));
    }

    /**
     * @param place what an attachment's target is, already looked up; not used by other edits
     * @throws IllegalArgumentException naming the field, the value and what is allowed
     * @throws StaleRevisionException when the group was changed since the author looked
     */
    GroupBook after(IpAccessEdit edit, Optional<Place> place, Instant now) {
        Map<IpAccessGroupId, KeptGroup> next = new LinkedHashMap<>(groups);
        switch (edit) {
            case IpAccessEdit.Create create ->
                next.put(create.group(), new KeptGroup(read(create.group(), create.content()), List.of(), 1, now));
            case IpAccessEdit.Change change -> {
                KeptGroup was = current(change.group(), change.revision());
                next.put(was.id(), changed(was, read(was.id(), change.content()), was.attachedTo()));
            }
            case IpAccessEdit.Attach attach -> {
                KeptGroup was = current(attach.group(), attach.revision());
                List<Place> places = new ArrayList<>(was.attachedTo());
                Place added = place.orElseThrow();
                if (places.contains(added)) {
                    throw new IllegalArgumentException(
                            "place is " + added + "; '" + was.group().name() + "' is attached there already.");
                }
                places.add(added);
                next.put(was.id(), changed(was, was.group(), places));
            }
            case IpAccessEdit.Detach detach -> {
                KeptGroup was = current(detach.group(), detach.revision());
                List<Place> places = new ArrayList<>(was.attachedTo());
                if (!places.remove(place.orElseThrow())) {
                    throw new IllegalArgumentException(
                            "place is " + place.get() + "; '" + was.group().name() + "' is not attached there.");
                }
                next.put(was.id(), changed(was, was.group(), places));
            }
            case IpAccessEdit.Delete delete ->
                next.remove(current(delete.group(), delete.revision()).id());
        }
        return new GroupBook(next);
    }

    private KeptGroup current(IpAccessGroupId id, long revision) {
        KeptGroup kept = find(id).orElseThrow(() -> new NotFoundException(KIND, id));
        if (kept.revision() != revision) {
            throw new StaleRevisionException(KIND, id, revision);
        }
        return kept;
    }

    private static KeptGroup changed(KeptGroup was, IpAccessGroup group, List<Place> places) {
        return new KeptGroup(group, places, was.revision() + 1, was.createdAt());
    }

    private IpAccessGroup read(IpAccessGroupId id, Content content) {
        boolean taken = groups.values().stream()
                .anyMatch(
                        other -> !other.id().equals(id) && other.group().name().equals(content.name()));
        if (taken) {
            throw new IllegalArgumentException("name is '" + content.name()
                    + "', which another IP access group has; allowed is a name that none has.");
        }
        List<IpRule> rules = new ArrayList<>(content.rules().size());
        Map<Cidr, Integer> seen = new HashMap<>();
        for (int i = 0; i < content.rules().size(); i++) {
            String field = "rules[" + i + "].cidr";
            Cidr cidr = Cidr.parse(field, content.rules().get(i).cidr());
            Integer first = seen.putIfAbsent(cidr, i);
            if (first != null) {
                throw new IllegalArgumentException(
                        field + " is '" + cidr + "', which rules[" + first + "] is already; leave one of them out.");
            }
            rules.add(new IpRule(cidr, content.rules().get(i).description()));
        }
        return new IpAccessGroup(id, content.name(), content.description(), rules);
    }
}
