package dev.berth.bench.ipacl;

import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.ClientAddress.Family;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rules and addresses as an organisation with many sites may have them; the same in every run. */
final class RandomRules {

    /** The upper 16 bits under which the registries hand out IPv6 addresses: rules crowd there. */
    private static final long[] IPV6_REGISTRIES = {0x2001, 0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00};

    private final SplittableRandom random = new SplittableRandom(20_261_122);
    private final Family family;

    RandomRules(Family family) {
        this.family = family;
    }

    List<Cidr> rules(int count) {
        return IntStream.range(0, count).mapToObj(i -> rule()).toList();
    }

    /** One half is inside some rule, the other anywhere. */
    ClientAddress[] addresses(int count, List<Cidr> rules) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 2 == 0 ? anywhere() : inside(rules.get(random.nextInt(rules.size()))))
                .toArray(ClientAddress[]::new);
    }

    private Cidr rule() {
        int length = family == Family.IPV4 ? random.nextInt(12, 33) : random.nextInt(28, 65);
        ClientAddress address = anywhere();
        return new Cidr(masked(address, length), length);
    }

    private ClientAddress inside(Cidr rule) {
        ClientAddress first = rule.first();
        ClientAddress other = anywhere();
        ClientAddress prefix = masked(other, rule.prefixLength());
        return new ClientAddress(
                family, first.high() | (other.high() ^ prefix.high()), first.low() | (other.low() ^ prefix.low()));
    }

    private ClientAddress anywhere() {
        if (family == Family.IPV4) {
            return new ClientAddress(family, random.nextLong() << 32, 0);
        }
        long registry = IPV6_REGISTRIES[random.nextInt(IPV6_REGISTRIES.length)];
        return new ClientAddress(family, registry << 48 | random.nextLong() >>> 16, random.nextLong());
    }

    private static ClientAddress masked(ClientAddress address, int length) {
        long high = length >= 64 ? -1 : ~(-1L >>> length);
        long low = length <= 64 ? 0 : -1L << (128 - length);
        return new ClientAddress(address.family(), address.high() & high, address.low() & low);
    }
}
