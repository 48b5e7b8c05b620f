package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a client sends, it is seen with the address that the proxy wrote, or not at all. */
class TrustedProxiesProperties {

    private static final ClientAddress PROXY = ClientAddress.parse("peer", "10.0.0.5");
    private static final ClientAddress CLIENT = ClientAddress.parse("client", "192.0.2.7");

    private final TrustedProxies proxies = TrustedProxies.parse("proxies", List.of("10.0.0.5"));

    @Property
    void aClientNeverChoosesItsAddressThroughXForwardedFor(@ForAll("sent") String sent) {
        assertClientOrNothing(proxies.clientAddress(PROXY, List.of(sent + ", 192.0.2.7"), List.of()));
        assertClientOrNothing(proxies.clientAddress(PROXY, List.of(sent, "192.0.2.7"), List.of()));
    }

    @Property(tries = 5_000)
    void aClientNeverChoosesItsAddressThroughForwarded(@ForAll("sent") String sent, @ForAll("written") String written) {
        assertClientOrNothing(proxies.clientAddress(PROXY, List.of(), List.of(sent + ", " + written)));
        assertClientOrNothing(proxies.clientAddress(PROXY, List.of(), List.of(sent, written)));
        assertClientOrNothing(proxies.clientAddress(PROXY, List.of("192.0.2.7"), List.of(sent)));
        assertClientOrNothing(proxies.clientAddress(PROXY, List.of(sent), List.of(written)));
    }

    private static void assertClientOrNothing(ClientOrigin origin) {
        if (origin instanceof ClientOrigin.Known known) {
            assertThat(known.address()).isEqualTo(CLIENT);
        }
    }

    @Provide
    Arbitrary<String> written() {
        return Arbitraries.of(
                "for=192.0.2.7",
                "for=\"192.0.2.7\"",
                "for=\"192.0.2.7:80\";proto=https",
                "proto=https;by=\"_x\";for=\"[::ffff:192.0.2.7]\";host=\"\"",
                "for=192.0.2.7;ext=\" \\\" \"");
    }

    @Provide
    Arbitrary<String> sent() {
        Arbitrary<String> part = Arbitraries.of(
                "for=",
                "for",
                "=",
                "1.1.1.1",
                "10.0.0.5",
                "\"",
                "\"",
                "\\",
                ",",
                ",",
                ";",
                " ",
                "x=",
                "[",
                "]",
                "::1",
                "unknown",
                "_x",
                ":80",
                "\t");
        return part.list().ofMaxSize(12).map(parts -> String.join("", parts));
    }
}
