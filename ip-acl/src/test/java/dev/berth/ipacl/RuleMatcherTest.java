package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.ipacl.ClientAddress.Family;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleMatcherTest {

    @Test
    void theMostSpecificRuleWins() {
        RuleMatcher matcher = matcher("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "2001:db8::/32");

        assertThat(match(matcher, "9.255.255.255")).isZero();
        assertThat(match(matcher, "10.0.0.0")).isEqualTo(1);
        assertThat(match(matcher, "10.1.2.2")).isEqualTo(2);
        assertThat(match(matcher, "10.1.2.3")).isEqualTo(3);
        assertThat(match(matcher, "10.1.2.4")).isEqualTo(2);
        assertThat(match(matcher, "10.2.0.0")).isEqualTo(1);
        assertThat(match(matcher, "255.255.255.255")).isZero();
        assertThat(match(matcher, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")).isEqualTo(4);
        assertThat(match(matcher, "2001:db9::")).isEqualTo(RuleMatcher.NONE);
    }

    @Test
    void ofEqualRulesTheFirstWins() {
        assertThat(match(matcher("10.0.0.0/8", "10.0.0.0/8"), "10.0.0.1")).isZero();
    }

    @Test
    void everyIpv6AddressIsNoIpv4Address() {
        RuleMatcher matcher = matcher("::/0");

        assertThat(match(matcher, "::ffff:192.0.2.7")).isEqualTo(RuleMatcher.NONE);
        assertThat(match(matcher, "2001:db8::")).isZero();
    }

    @Test
    void noRulesMatchNothing() {
        assertThat(match(matcher(), "10.0.0.1")).isEqualTo(RuleMatcher.NONE);
        assertThat(match(matcher(), "::")).isEqualTo(RuleMatcher.NONE);
    }

    @Test
    void rulesThatShareSixtyFourBitsAreFound() {
        RuleMatcher matcher = matcher("2001:db8::1/128", "2001:db8::3/128", "2001:db8::8000:0:0:0/65");

        assertThat(match(matcher, "2001:db8::1")).isZero();
        assertThat(match(matcher, "2001:db8::2")).isEqualTo(RuleMatcher.NONE);
        assertThat(match(matcher, "2001:db8::3")).isEqualTo(1);
        assertThat(match(matcher, "2001:db8::ffff:ffff:ffff:ffff")).isEqualTo(2);
        assertThat(match(matcher, "ffff::")).isEqualTo(RuleMatcher.NONE);
    }

    @Test
    void everyOneOfManyCrowdedRulesIsFound() {
        List<Cidr> rules = IntStream.range(0, 60_000)
                .mapToObj(i -> Cidr.only(new ClientAddress(
                        Family.IPV6, 0x2001_0db8_0000_0000L | (long) (i % 300) << (i % 32), 1_000_000L * i)))
                .toList();
        RuleMatcher matcher = RuleMatcher.compile(rules);

        for (int i = 0; i < rules.size(); i++) {
            ClientAddress first = rules.get(i).first();
            assertThat(matcher.match(first)).isEqualTo(i);
            assertThat(matcher.match(new ClientAddress(Family.IPV6, first.high(), first.low() + 1)))
                    .isEqualTo(RuleMatcher.NONE);
        }
    }

    @Test
    void lookingUpAmongManyRulesAllocatesNothing() {
        Random random = new Random(42);
        RuleMatcher matcher = RuleMatcher.compile(IntStream.range(0, 10_000)
                .mapToObj(i -> block(random, i % 2 == 0 ? Family.IPV4 : Family.IPV6))
                .toList());
        ClientAddress[] addresses = IntStream.range(0, 1_000)
                .mapToObj(i ->
                        block(random, i % 2 == 0 ? Family.IPV4 : Family.IPV6).first())
                .toArray(ClientAddress[]::new);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long found = lookUp(matcher, addresses);
        threads.getCurrentThreadAllocatedBytes();

        long before = threads.getCurrentThreadAllocatedBytes();
        found += lookUp(matcher, addresses);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(found).isNotZero();
        assertThat(allocated).as("bytes for 1,000 lookups").isLessThan(1_000);
    }

    private static long lookUp(RuleMatcher matcher, ClientAddress[] addresses) {
        long sum = 0;
        for (ClientAddress address : addresses) {
            sum += matcher.match(address);
        }
        return sum;
    }

    private static Cidr block(Random random, Family family) {
        int length = 1 + random.nextInt(family.bits());
        long high = family == Family.IPV4 ? random.nextLong() << 32 : random.nextLong();
        ClientAddress address = new ClientAddress(family, high, family == Family.IPV4 ? 0 : random.nextLong());
        return new Cidr(Cidr.masked(address, length), length);
    }

    private static RuleMatcher matcher(String... rules) {
        return RuleMatcher.compile(
                Stream.of(rules).map(rule -> Cidr.parse("rule", rule)).toList());
    }

    private static int match(RuleMatcher matcher, String address) {
        return matcher.match(ClientAddress.parse("address", address));
    }
}
