package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ipacl.ClientAddress.Family;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The compiled matcher against a walk over all rules, at and around every border of every rule. */
class RuleMatcherProperties {

    @Property(tries = 2_000)
    void findsWhatAWalkOverAllRulesFinds(
            @ForAll("rules") List<Cidr> rules, @ForAll("addresses") List<ClientAddress> some) {
        RuleMatcher matcher = RuleMatcher.compile(rules);
        List<ClientAddress> addresses = new ArrayList<>(some);
        rules.forEach(rule -> addresses.addAll(borders(rule)));

        for (ClientAddress address : addresses) {
            assertThat(matcher.match(address)).as("%s in %s", address, rules).isEqualTo(walk(rules, address));
        }
    }

    private static int walk(List<Cidr> rules, ClientAddress address) {
        int best = RuleMatcher.NONE;
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).contains(address)
                    && (best == RuleMatcher.NONE
                            || rules.get(i).prefixLength() > rules.get(best).prefixLength())) {
                best = i;
            }
        }
        return best;
    }

    private static List<ClientAddress> borders(Cidr rule) {
        ClientAddress first = rule.first();
        if (first.family() == Family.IPV4) {
            long one = 1L << 32;
            long last = rule.lastHigh() & -one;
            return List.of(first, ipv4(first.high() - one), ipv4(last), ipv4(last + one));
        }
        long afterLow = rule.lastLow() + 1;
        long beforeLow = first.low() - 1;
        return List.of(
                first,
                ipv6(first.low() == 0 ? first.high() - 1 : first.high(), beforeLow),
                ipv6(rule.lastHigh(), rule.lastLow()),
                ipv6(afterLow == 0 ? rule.lastHigh() + 1 : rule.lastHigh(), afterLow));
    }

    @Provide
    Arbitrary<List<Cidr>> rules() {
        Arbitrary<Cidr> rule = Combinators.combine(
                        anyAddress(), Arbitraries.integers().between(0, 128))
                .as((address, bits) -> {
                    int length = Math.min(bits, address.family().bits());
                    return new Cidr(Cidr.masked(address, length), length);
                });
        return rule.list().ofMaxSize(120);
    }

    @Provide
    Arbitrary<List<ClientAddress>> addresses() {
        return anyAddress().list().ofMaxSize(40);
    }

    /**
     * Far apart, crowded into few bits at the start, the middle and the end of the space, and ever closer to its start:
     * so blocks nest and touch, and slot tables grow deep.
     */
    private static Arbitrary<ClientAddress> anyAddress() {
        Arbitrary<Long> crowded = Combinators.combine(
                        Arbitraries.of(0L, 1L << 63, -1L << 8, 0x2001_0db8_0000_0000L),
                        Arbitraries.longs().between(0, 255))
                .as((base, offset) -> base + offset);
        Arbitrary<Long> halved = Arbitraries.integers().between(0, 63).map(bit -> 1L << bit);
        Arbitrary<Long> word = Arbitraries.oneOf(crowded, halved, Arbitraries.longs());
        Arbitrary<ClientAddress> ipv6 = Combinators.combine(word, word).as(RuleMatcherProperties::ipv6);
        return Arbitraries.oneOf(ipv6, word.map(bits -> ipv4(bits << 32)), word.map(RuleMatcherProperties::ipv4));
    }

    private static ClientAddress ipv4(long leftAligned) {
        return new ClientAddress(Family.IPV4, leftAligned & -1L << 32, 0);
    }

    private static ClientAddress ipv6(long high, long low) {
        return new ClientAddress(Family.IPV6, high, low);
    }
}
