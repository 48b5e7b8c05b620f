package dev.berth.ipacl;

import java.util.List;
import java.util.stream.Collectors;

/** What one place says of an address, and why. */
public sealed interface Finding {

    Place place();

    /** One clause that reads on from "is allowed:" or "is refused:". */
    String reason();

    /** The place lets the address through. */
    sealed interface Passed extends Finding {}

    /** The place stops the address. */
    sealed interface Stopped extends Finding {}

    /** No group is attached, so every address passes. */
    record NothingAttached(Place place) implements Passed {

        @Override
        public String reason() {
            return "no IP access group is attached to " + place;
        }
    }

    /** A rule of an attached group matches. Of the rules of that group that do, it is the most specific. */
    record Matched(Place place, IpAccessGroup.Named group, IpRule rule) implements Passed {

        @Override
        public String reason() {
            return "rule " + rule + " of group '" + group.name() + "' at " + place + " matches it";
        }
    }

    /** Groups are attached, and no rule of theirs matches. */
    record NoRuleMatches(Place place, List<IpAccessGroup.Named> groups) implements Stopped {

        public NoRuleMatches {
            groups = List.copyOf(groups);
        }

        @Override
        public String reason() {
            return "no rule of "
                    + groups.stream().map(group -> "'" + group.name() + "'").collect(Collectors.joining(", "))
                    + " at " + place + " matches it";
        }
    }

    /** An attached group has no rules, which blocks everyone, whatever the other groups of the place say. */
    record EmptyGroup(Place place, IpAccessGroup.Named group) implements Stopped {

        @Override
        public String reason() {
            return "group '" + group.name() + "' at " + place + " has no rules, which blocks everyone";
        }
    }
}
