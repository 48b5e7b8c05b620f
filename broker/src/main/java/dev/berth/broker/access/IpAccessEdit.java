package dev.berth.broker.access;

import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.util.List;

/** A change of the IP access groups. Each but the first names the revision that its author was looking at. */
public sealed interface IpAccessEdit {

    IpAccessGroupId group();

    record Create(IpAccessGroupId group, Content content) implements IpAccessEdit {}

    /** Replaces name, description and rules. */
    record Change(IpAccessGroupId group, long revision, Content content) implements IpAccessEdit {}

    record Attach(IpAccessGroupId group, long revision, Target target) implements IpAccessEdit {}

    record Detach(IpAccessGroupId group, long revision, Target target) implements IpAccessEdit {}

    /** Detaches it from everywhere too. */
    record Delete(IpAccessGroupId group, long revision) implements IpAccessEdit {}

    /** As it was typed; it is read strictly when the edit is previewed or saved. */
    record Content(String name, String description, List<RuleText> rules) {

        public Content {
            rules = List.copyOf(rules);
        }
    }

    record RuleText(String cidr, String description) {}

    /** @param place a bundle's id or a role's name; empty for the directory */
    record Target(Place.Kind kind, String place) {}
}
