package dev.berth.ipacl;

/** One rule of a group: the addresses that it matches, and a text in which people say what they are. */
public record IpRule(Cidr cidr, String description) {

    public static final int LONGEST_DESCRIPTION = 255;

    public IpRule {
        PlainText.require("description of rule " + cidr, description, LONGEST_DESCRIPTION);
    }

    public boolean matches(ClientAddress address) {
        return cidr.contains(address);
    }

    /** The rule as it is named in a reason. */
    @Override
    public String toString() {
        return description.isBlank() ? cidr.toString() : cidr + " (" + description + ")";
    }
}
