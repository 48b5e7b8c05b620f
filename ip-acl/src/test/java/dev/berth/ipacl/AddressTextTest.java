package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.ipacl.ClientAddress.Family;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "192.0.2.7, 192.0.2.7",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0000:0001:0001:0001:0001:0001, 2001:db8:0:1:1:1:1:1",
        "2001:0db8::0001, 2001:db8::1",
        "fe80::a, fe80::a",
        "::ffff:192.0.2.7, 192.0.2.7",
        "::FFFF:c000:207, 192.0.2.7",
        "0:0:0:0:0:ffff:c000:0207, 192.0.2.7",
        "64:ff9b::192.0.2.7, 64:ff9b::c000:207",
        "::192.0.2.7, ::c000:207",
    })
    void readsPlainAddressesAndPrintsTheirCanonicalForm(String text, String canonical) {
        assertThat(ClientAddress.parse("address", text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7/32",
        "192.0.2.0/24, 192.0.2.0/24",
        "0.0.0.0/0, 0.0.0.0/0",
        "10.0.0.0/8, 10.0.0.0/8",
        "2001:db8::/32, 2001:db8::/32",
        "2001:db8::1, 2001:db8::1/128",
        "2001:db8:0:0:8000::/65, 2001:db8:0:0:8000::/65",
        "::/0, ::/0",
        "::ffff:10.0.0.0/104, 10.0.0.0/8",
        "::ffff:0:0/96, 0.0.0.0/0",
        "::ffff:192.0.2.7, 192.0.2.7/32",
    })
    void readsBlocks(String text, String canonical) {
        assertThat(Cidr.parse("cidr", text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "010.0.0.1, 10.0.0.1, octal",
        "10.0.0.01, 10.0.0.1, octal",
        "0010.00.000.001, 10.0.0.1, octal",
        "010.1, 10.0.0.1, octal",
        "10.1, 10.0.0.1, four decimal numbers",
        "10.1.2, 10.1.0.2, four decimal numbers",
        "167772161, 10.0.0.1, four decimal numbers",
        "0x0a000001, 10.0.0.1, four decimal numbers",
        "0x0a.0.0.1, 10.0.0.1, four decimal numbers",
        "fe80::1%eth0, fe80::1, zone",
        "fe80::1%25eth0, fe80::1, zone",
        "10.0.0.1%1, 10.0.0.1, zone",
        "' 10.0.0.1', 10.0.0.1, spaces",
        "'10.0.0.1 ', 10.0.0.1, spaces",
        "[2001:db8::1], 2001:db8::1, brackets",
        "[2001:db8::1]:443, 2001:db8::1, brackets",
        "10.0.0.1:443, 10.0.0.1, port",
        "::ffff:010.0.0.1, 10.0.0.1, octal",
        "2001:db8::00001, 2001:db8::1, eight groups",
        "' 010.1 ', 10.0.0.1, spaces",
    })
    void refusesOtherFormsOfAnAddressWithTheCorrectedOne(String text, String corrected, String why) {
        InvalidAddressException refusal =
                catchThrowableOfType(InvalidAddressException.class, () -> ClientAddress.parse("proxy", text));

        assertThat(refusal.correction()).contains(corrected);
        assertThat(refusal)
                .hasMessageStartingWith("proxy is '" + text + "'; ")
                .hasMessageContaining(why)
                .hasMessageEndingWith("Write " + corrected + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "010.0.0.1, 10.0.0.1",
        "010.0.0.0/8, 10.0.0.0/8",
        "10.1, 10.0.0.1",
        "10.1/16, 10.1.0.0/16",
        "10/8, 10.0.0.0/8",
        "167772161, 10.0.0.1",
        "10.0.0.1/8, 10.0.0.0/8",
        "10.0.0.1/0, 0.0.0.0/0",
        "192.0.2.129/25, 192.0.2.128/25",
        "2001:db8::1/64, 2001:db8::/64",
        "fe80::1%eth0/64, fe80::/64",
        "::ffff:10.0.0.1/104, 10.0.0.0/8",
        "10.0.0.0/255.0.0.0, 10.0.0.0/8",
        "10.0.0.0/08, 10.0.0.0/8",
        "10.0.*.*, 10.0.0.0/16",
        "10.0.0.0-255, 10.0.0.0/24",
        "' 10.0.0.0/8', 10.0.0.0/8",
        "[2001:db8::]/32, 2001:db8::/32",
    })
    void refusesOtherFormsOfABlockWithTheCorrectedOne(String text, String corrected) {
        InvalidAddressException refusal =
                catchThrowableOfType(InvalidAddressException.class, () -> Cidr.parse("rules[3].cidr", text));

        assertThat(refusal.correction()).contains(corrected);
        assertThat(refusal.field()).isEqualTo("rules[3].cidr");
        assertThat(refusal.value()).isEqualTo(text);
        assertThat(refusal)
                .hasMessageStartingWith("rules[3].cidr is '" + text + "'; ")
                .hasMessageContaining("Write " + corrected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/999999999999",
                "10.0.0.0/255.0.255.0",
                "::/129",
                "::ffff:10.0.0.0/95",
                "256.0.0.1",
                "1.2.3.4.5",
                "1..2.3",
                ".1.2.3",
                "1.2.3.4.",
                "1.2.3.",
                "::1::",
                ":::",
                ":",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:1.2.3.4.5",
                "::1.2.3",
                "g::1",
                "localhost",
                "*",
                "-",
                "*/8",
                "a",
                "1.2.3.4\n",
                "1.2.3.4\u0000",
                "１.２.３.４",
                "١.٢.٣.٤",
                "10.0.0.1-10.0.0.7",
                "10.0.0.1-6",
                "1.2.3.400-:0",
                "1255-.0",
                "4)+k&C#VzJ4br>0wv%Yp",
                "0b1010",
                "1.2.3.4, 5.6.7.8",
                "all",
                "[::1",
                "::1]",
                "99999999999999999999999999999999999999",
                "::%",
                "%",
                "%eth0"
            })
    void refusesWhatIsNoBlock(String text) {
        assertThatThrownBy(() -> Cidr.parse("cidr", text))
                .isInstanceOf(InvalidAddressException.class)
                .hasMessageStartingWith("cidr is '")
                .hasMessageEndingWith(".");
        assertThatThrownBy(() -> ClientAddress.parse("address", text)).isInstanceOf(InvalidAddressException.class);
    }

    @Test
    void aBlockIsNotAnAddress() {
        assertThatThrownBy(() -> ClientAddress.parse("address", "10.0.0.0/8"))
                .hasMessage("address is '10.0.0.0/8'; one address is allowed here, not a block of them.");
    }

    @Test
    void droppedHostBitsOfferTheBlockAndTheAddress() {
        assertThatThrownBy(() -> Cidr.parse("cidr", "10.0.0.1/8"))
                .hasMessage("cidr is '10.0.0.1/8'; the prefix drops bits that are set in the address."
                        + " Write 10.0.0.0/8 for the whole block, or 10.0.0.1/32 for the one address.");
    }

    @Test
    void messagesStayShortAndVisible() {
        assertThatThrownBy(() -> Cidr.parse("cidr", "1".repeat(100_000)))
                .message()
                .hasSizeLessThan(250);
        assertThatThrownBy(() -> Cidr.parse("cidr", "1.2.3.4\r\nX: 1\u202E")).hasMessageContaining("'1.2.3.4??X: 1?'");
    }

    @Test
    void peersLoseTheZoneThatTheContainerAdds() {
        assertThat(ClientAddress.ofPeer("fe80:0:0:0:0:0:0:1%eth0")).hasToString("fe80::1");
        assertThat(ClientAddress.ofPeer("0:0:0:0:0:0:0:1")).hasToString("::1");
    }

    @Test
    void socketAddressesAreTheSameAsTheirText() throws Exception {
        for (String text : new String[] {"192.0.2.7", "255.255.255.255", "2001:db8::ff:1", "ffff::", "::1"}) {
            assertThat(ClientAddress.of(InetAddress.getByName(text))).isEqualTo(ClientAddress.parse("address", text));
        }
    }

    @Test
    void anMappedAddressIsItsIpv4AddressHoweverItIsMade() {
        assertThat(new ClientAddress(Family.IPV6, 0, 0xFFFF_C000_0207L))
                .isEqualTo(ClientAddress.parse("address", "192.0.2.7"));
    }

    @Test
    void valuesRefuseNonsense() {
        ClientAddress address = ClientAddress.parse("address", "10.0.0.1");
        assertThatThrownBy(() -> new Cidr(address, 33)).hasMessageContaining("allowed are 0 to 32");
        assertThatThrownBy(() -> new Cidr(address, 8)).hasMessageContaining("allowed is 10.0.0.0");
        assertThatThrownBy(() -> new ClientAddress(Family.IPV4, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
