package dev.berth.ipacl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which groups are attached to which places, at one moment; immutable, and ready to decide. At each place: with nothing
 * attached every address passes; with something attached only what a rule matches; an attached group without rules
 * blocks everyone. An address is allowed when every place lets it through.
 */
public final class Attachments {

    /** Nothing is attached anywhere: every address is allowed. */
    public static final Attachments NONE = new Attachments(Map.of());

    private final Map<Place, List<CompiledGroup>> groups;

    private Attachments(Map<Place, List<CompiledGroup>> groups) {
        this.groups = Map.copyOf(groups);
    }

    /** Lays out every group once, however many places it is attached to. A group must be the same everywhere. */
    public static Attachments of(Map<Place, ? extends Collection<IpAccessGroup>> attached) {
        Map<IpAccessGroupId, IpAccessGroup> known = new HashMap<>();
        Map<IpAccessGroupId, CompiledGroup> compiled = new HashMap<>();
        Map<Place, List<CompiledGroup>> groups = new HashMap<>();
        attached.forEach((place, attachedHere) -> {
            List<CompiledGroup> here = new ArrayList<>();
            for (IpAccessGroup group : attachedHere) {
                IpAccessGroup other = known.computeIfAbsent(group.id(), id -> group);
                if (other != group && !other.equals(group)) {
                    throw new IllegalArgumentException("Group '" + group.name() + "' (" + group.id()
                            + ") is attached with two different contents; allowed is one.");
                }
                here.add(compiled.computeIfAbsent(group.id(), id -> new CompiledGroup(group)));
            }
            groups.put(place, List.copyOf(here));
        });
        return new Attachments(groups);
    }

    /**
     * Decides over an address.
     *
     * @param places every place that has a say; at least one, since no question is about nowhere
     */
    public IpDecision decide(ClientAddress address, Collection<Place> places) {
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "places is empty; allowed is every place that has a say, at least the directory.");
        }
        List<Finding> findings = new ArrayList<>(places.size());
        boolean allowed = true;
        for (Place place : places) {
            Finding finding = find(address, place);
            findings.add(finding);
            allowed &= finding instanceof Finding.Passed;
        }
        return allowed ? new IpDecision.Allowed(address, findings) : new IpDecision.Refused(address, findings);
    }

    /** The groups that are attached to the place, with their rules, for an answer to "why". */
    public List<IpAccessGroup> at(Place place) {
        return groups.getOrDefault(place, List.of()).stream()
                .map(CompiledGroup::group)
                .toList();
    }

    private Finding find(ClientAddress address, Place place) {
        List<CompiledGroup> here = groups.getOrDefault(place, List.of());
        if (here.isEmpty()) {
            return new Finding.NothingAttached(place);
        }
        Optional<CompiledGroup> empty =
                here.stream().filter(CompiledGroup::isEmpty).findFirst();
        if (empty.isPresent()) {
            return new Finding.EmptyGroup(place, empty.get().named());
        }
        for (CompiledGroup group : here) {
            Optional<IpRule> rule = group.match(address);
            if (rule.isPresent()) {
                return new Finding.Matched(place, group.named(), rule.get());
            }
        }
        return new Finding.NoRuleMatches(
                place, here.stream().map(CompiledGroup::named).toList());
    }
}
