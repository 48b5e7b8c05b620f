package dev.berth.bench.ipacl;

import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.ClientAddress.Family;
import dev.berth.ipacl.RuleMatcher;
import inet.ipaddr.IPAddress;
import inet.ipaddr.format.util.AssociativeAddressTrie;
import inet.ipaddr.format.util.AssociativeAddressTrie.AssociativeTrieNode;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One lookup of the most specific rule among {@value #RULES}. Every contestant gets its addresses in its own form, so
 * that only the lookup is timed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RuleLookup {

    static final int RULES = 10_000;
    private static final int ADDRESSES = 1 << 12;

    @Param({"IPV4", "IPV6"})
    public Family family = Family.IPV4;

    private List<Cidr> rules = List.of();
    private ClientAddress[] addresses = {};
    private IPAddress[] libraryAddresses = {};
    private RuleMatcher matcher = RuleMatcher.compile(List.of());
    private AssociativeAddressTrie<? extends IPAddress, Integer> trie = new IPv4AddressAssociativeTrie<>();
    private int next;

    @Setup
    public void layOut() {
        RandomRules random = new RandomRules(family);
        rules = random.rules(RULES);
        addresses = random.addresses(ADDRESSES, rules);
        matcher = RuleMatcher.compile(rules);
        trie = family == Family.IPV4 ? ipv4Trie() : ipv6Trie();
        libraryAddresses = new IPAddress[ADDRESSES];
        for (int i = 0; i < ADDRESSES; i++) {
            libraryAddresses[i] = family == Family.IPV4 ? ipv4(addresses[i], null) : ipv6(addresses[i], null);
        }
        requireSameAnswers();
    }

    @Benchmark
    public int berth() {
        return matcher.match(addresses[next()]);
    }

    /** The trie's way to the most specific rule, and so the peer of {@link #berth}. */
    @Benchmark
    public int trieLongestPrefixMatch() {
        return ask(trie, libraryAddresses[next()]);
    }

    /** The trie's way to a bare yes or no, which is less than {@link #berth} answers. */
    @Benchmark
    public boolean trieElementContains() {
        return contains(trie, libraryAddresses[next()]);
    }

    @Benchmark
    public int linearScan() {
        return scan(addresses[next()]);
    }

    private int next() {
        next = (next + 1) & (ADDRESSES - 1);
        return next;
    }

    private int scan(ClientAddress address) {
        int best = RuleMatcher.NONE;
        int longest = -1;
        for (int i = 0; i < rules.size(); i++) {
            Cidr rule = rules.get(i);
            if (rule.prefixLength() > longest && rule.contains(address)) {
                best = i;
                longest = rule.prefixLength();
            }
        }
        return best;
    }

    @SuppressWarnings("unchecked")
    private static <K extends IPAddress> int ask(AssociativeAddressTrie<K, Integer> trie, IPAddress address) {
        @Nullable AssociativeTrieNode<K, Integer> node = trie.longestPrefixMatchNode((K) address);
        return node == null ? RuleMatcher.NONE : node.getValue();
    }

    @SuppressWarnings("unchecked")
    private static <K extends IPAddress> boolean contains(AssociativeAddressTrie<K, Integer> trie, IPAddress address) {
        return trie.elementContains((K) address);
    }

    private IPv4AddressAssociativeTrie<Integer> ipv4Trie() {
        IPv4AddressAssociativeTrie<Integer> filled = new IPv4AddressAssociativeTrie<>();
        for (int i = rules.size() - 1; i >= 0; i--) {
            filled.put(ipv4(rules.get(i).first(), rules.get(i).prefixLength()), i);
        }
        return filled;
    }

    private IPv6AddressAssociativeTrie<Integer> ipv6Trie() {
        IPv6AddressAssociativeTrie<Integer> filled = new IPv6AddressAssociativeTrie<>();
        for (int i = rules.size() - 1; i >= 0; i--) {
            filled.put(ipv6(rules.get(i).first(), rules.get(i).prefixLength()), i);
        }
        return filled;
    }

    private static IPv4Address ipv4(ClientAddress address, @Nullable Integer prefixLength) {
        return new IPv4Address((int) (address.high() >>> 32), prefixLength);
    }

    private static IPv6Address ipv6(ClientAddress address, @Nullable Integer prefixLength) {
        return new IPv6Address(address.high(), address.low(), prefixLength);
    }

    private void requireSameAnswers() {
        for (int i = 0; i < ADDRESSES; i++) {
            int ours = matcher.match(addresses[i]);
            if (ours != scan(addresses[i]) || ours != ask(trie, libraryAddresses[i])) {
                throw new IllegalStateException("The contestants disagree over " + addresses[i] + ": berth says rule "
                        + ours + ", the scan " + scan(addresses[i]) + ", the trie " + ask(trie, libraryAddresses[i]));
            }
        }
    }
}
