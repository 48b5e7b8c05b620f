package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ipacl.ClientAddress.Family;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AddressProperties {

    @Property(tries = 10_000)
    void printedAddressesReadBackAsThemselves(@ForAll long high, @ForAll long low, @ForAll boolean ipv4) {
        ClientAddress address =
                ipv4 ? new ClientAddress(Family.IPV4, high << 32, 0) : new ClientAddress(Family.IPV6, high, low);

        assertThat(ClientAddress.parse("address", address.toString())).isEqualTo(address);
    }

    @Property(tries = 10_000)
    void anythingIsReadOrRefusedWithACorrectionThatIsRead(@ForAll("almostAddresses") String text) {
        try {
            Cidr cidr = Cidr.parse("cidr", text);
            assertThat(Cidr.parse("cidr", cidr.toString())).isEqualTo(cidr);
        } catch (InvalidAddressException refusal) {
            refusal.correction().ifPresent(correction -> Cidr.parse("cidr", correction));
        }
    }

    /** Whatever is accepted as one address means the same to the JDK, which reads literals without asking a name server. */
    @Property(tries = 10_000)
    void acceptedAddressesMeanTheSameToTheJdk(@ForAll("almostAddresses") String text) throws UnknownHostException {
        try {
            ClientAddress address = ClientAddress.parse("address", text);
            assertThat(ClientAddress.of(InetAddress.ofLiteral(text))).isEqualTo(address);
        } catch (InvalidAddressException refusal) {
            assertThat(refusal).hasMessageStartingWith("address is '");
        }
    }

    @Provide
    Arbitrary<String> almostAddresses() {
        Arbitrary<String> part = Arbitraries.of(
                "0",
                "1",
                "10",
                "255",
                "256",
                "01",
                "010",
                "0x0a",
                "ffff",
                "db8",
                "2001",
                "fe80",
                ".",
                ".",
                ".",
                ":",
                ":",
                "::",
                "/",
                "/8",
                "/64",
                "%",
                "%eth0",
                "*",
                "-",
                "[",
                "]",
                " ",
                "1.2.3.4",
                "10.0.0.0",
                "::ffff:",
                "\u0661",
                "\n");
        Arbitrary<String> joined = part.list().ofMaxSize(9).map(parts -> String.join("", parts));
        Arbitrary<String> typed =
                Arbitraries.strings().withChars("0123456789abfxX.:/*-%[] ").ofMaxLength(20);
        return Arbitraries.oneOf(joined, typed);
    }
}
