package dev.berth.ipacl;

import java.util.List;

/** A named list of rules that can be attached to places. Where it is attached and has no rules, it blocks everyone. */
public record IpAccessGroup(IpAccessGroupId id, String name, String description, List<IpRule> rules) {

    public static final int LONGEST_NAME = 100;
    public static final int LONGEST_DESCRIPTION = 255;
    public static final int MOST_RULES = 100_000;

    public IpAccessGroup {
        if (name.isBlank() || !name.equals(name.strip())) {
            throw new IllegalArgumentException("name is '" + PlainText.shown(name) + "'; allowed are 1 to "
                    + LONGEST_NAME + " characters that neither begin nor end with a space.");
        }
        PlainText.require("name", name, LONGEST_NAME);
        PlainText.require("description", description, LONGEST_DESCRIPTION);
        if (rules.size() > MOST_RULES) {
            throw new IllegalArgumentException(
                    "rules has " + rules.size() + " entries; allowed are at most " + MOST_RULES + ".");
        }
        rules = List.copyOf(rules);
    }

    /** A group as it is named in a decision, without its rules. */
    public record Named(IpAccessGroupId id, String name) {}

    public Named named() {
        return new Named(id, name);
    }
}
