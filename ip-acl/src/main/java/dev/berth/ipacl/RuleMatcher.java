package dev.berth.ipacl;

import dev.berth.ipacl.ClientAddress.Family;
import java.util.List;

/**
 * Finds the most specific of many rules for an address, without allocating. Immutable. Of rules for the same block the
 * first wins.
 */
public final class RuleMatcher {

    /** No rule matches. */
    public static final int NONE = -1;

    private final AddressSpace ipv4;
    private final AddressSpace ipv6;

    private RuleMatcher(AddressSpace ipv4, AddressSpace ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /** Lays the rules out for matching; takes milliseconds for tens of thousands of rules. */
    public static RuleMatcher compile(List<Cidr> rules) {
        return new RuleMatcher(AddressSpace.of(Family.IPV4, rules), AddressSpace.of(Family.IPV6, rules));
    }

    /** The index in the compiled list of the most specific rule that matches, or {@link #NONE}. */
    public int match(ClientAddress address) {
        AddressSpace space = address.family() == Family.IPV4 ? ipv4 : ipv6;
        return space.match(address.high(), address.low());
    }
}
