package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final ClientAddress PROXY = ClientAddress.parse("peer", "10.0.0.5");
    private static final ClientAddress STRANGER = ClientAddress.parse("peer", "203.0.113.80");

    private final TrustedProxies proxies =
            TrustedProxies.parse("berth.trusted-proxies", List.of("10.0.0.0/24", "2001:db8:ff::/48"));

    @Test
    void withoutTrustedProxiesThePeerIsTheClientWhateverItSays() {
        assertKnown(TrustedProxies.NONE.clientAddress(PROXY, List.of("1.2.3.4"), List.of("for=1.2.3.4")), "10.0.0.5");
    }

    @Test
    void noPrivateRangeIsTrustedByItself() {
        for (String peer : new String[] {"127.0.0.1", "::1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "fd00::1"}) {
            assertThat(TrustedProxies.NONE.trusts(ClientAddress.parse("peer", peer)))
                    .isFalse();
        }
    }

    @Test
    void aStrangersHeadersAreNotLookedAt() {
        assertKnown(proxies.clientAddress(STRANGER, List.of("1.2.3.4, garbage"), List.of("\"")), "203.0.113.80");
    }

    @Test
    void aTrustedProxyThatNamesNobodyIsTheClient() {
        assertKnown(proxies.clientAddress(PROXY, List.of(), List.of()), "10.0.0.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 192.0.2.7",
                "1.1.1.1, 192.0.2.7 | 192.0.2.7",
                "1.1.1.1,192.0.2.7,10.0.0.9 | 192.0.2.7",
                "1.1.1.1, 192.0.2.7, 10.0.0.9, 2001:db8:ff::1 | 192.0.2.7",
                "10.0.0.7, 192.0.2.7, 10.0.0.9 | 192.0.2.7",
                "10.0.0.7, 10.0.0.9 | 10.0.0.7",
                "garbage, 192.0.2.7 | 192.0.2.7",
                "unknown, , <script>, 192.0.2.7 | 192.0.2.7",
                "192.0.2.7:51234 | 192.0.2.7",
                "2001:db8::1 | 2001:db8::1",
                "[2001:db8::1] | 2001:db8::1",
                "[2001:db8::1]:51234 | 2001:db8::1",
                "::ffff:192.0.2.7 | 192.0.2.7",
                "[::ffff:192.0.2.7]:80 | 192.0.2.7",
                "1.1.1.1, 192.0.2.7, ::ffff:10.0.0.9 | 192.0.2.7",
                "192.168.1.1 | 192.168.1.1",
            })
    void theRightmostUntrustedEntryOfXForwardedForIsTheClient(String header, String client) {
        assertKnown(proxies.clientAddress(PROXY, List.of(header), List.of()), client);
    }

    @Test
    void linesAreReadAsOneListInTheirOrder() {
        assertKnown(proxies.clientAddress(PROXY, List.of("1.1.1.1", "192.0.2.7", "10.0.0.9"), List.of()), "192.0.2.7");
        assertKnown(
                proxies.clientAddress(PROXY, List.of(), List.of("for=1.1.1.1", "for=192.0.2.7", "for=10.0.0.9")),
                "192.0.2.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "192.0.2.7,",
                "192.0.2.7, ",
                "192.0.2.7,,10.0.0.9",
                "192.0.2.7, garbage",
                "192.0.2.7, garbage, 10.0.0.9",
                "192.0.2.7, unknown",
                "192.0.2.7, UNKNOWN, 10.0.0.9",
                "192.0.2.7, _hidden",
                "192.0.2.7, 010.0.0.9",
                "192.0.2.7, 10.9",
                "192.0.2.7, fe80::1%eth0",
                "192.0.2.7, [fe80::1%eth0]",
                "192.0.2.7, [10.0.0.9]",
                "192.0.2.7, 10.0.0.0/24",
                "192.0.2.7, 192.0.2.8 10.0.0.9",
                "192.0.2.7; 10.0.0.9",
                "192.0.2.7, \"10.0.0.9\"",
                "192.0.2.7, 10.0.0.9:",
                "192.0.2.7, 10.0.0.9:123456",
                "192.0.2.7, [2001:db8:ff::1]443",
                "192.0.2.7, 10.0.0.9\u0000",
                "192.0.2.7, １０.0.0.9"
            })
    void nothingLeftOfGarbageIsBelieved(String header) {
        assertUnclear(proxies.clientAddress(PROXY, List.of(header), List.of()), "X-Forwarded-For");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "for=192.0.2.7 | 192.0.2.7",
                "For=192.0.2.7;proto=https;by=10.0.0.5 | 192.0.2.7",
                "proto=https; FOR=\"192.0.2.7\" | 192.0.2.7",
                "for=\"192.0.2.7:51234\" | 192.0.2.7",
                "for=\"192.0.2.7:_port\" | 192.0.2.7",
                "for=\"[2001:db8::1]\" | 2001:db8::1",
                "for=\"[2001:db8::1]:443\" | 2001:db8::1",
                "for=\"[2001:db8::1]:_x\";host=\"a,b;c\" | 2001:db8::1",
                "for=\"\\192.0.2.7\" | 192.0.2.7",
                "for=1.1.1.1, for=192.0.2.7, for=10.0.0.9 | 192.0.2.7",
                "for=unknown, for=192.0.2.7 | 192.0.2.7",
                "for=_x, proto=http, for=192.0.2.7;; | 192.0.2.7",
                "host=\"for=1.1.1.1\";for=192.0.2.7 | 192.0.2.7",
            })
    void theRightmostUntrustedElementOfForwardedIsTheClient(String header, String client) {
        assertKnown(proxies.clientAddress(PROXY, List.of(), List.of(header)), client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "for",
                "for=",
                "for=\"",
                "for=\"192.0.2.7",
                "for=\"192.0.2.7\\",
                "for=\"192.0.2.7\"x",
                "for=192.0.2.7,",
                "for=192.0.2.7 for=10.0.0.9",
                "for=192.0.2.7;for=10.0.0.9",
                "for=192.0.2.7, for=unknown",
                "for=192.0.2.7, for=_hidden, for=10.0.0.9",
                "for=192.0.2.7, proto=https",
                "for=192.0.2.7, for=\"\"",
                "for=2001:db8::1",
                "for=[2001:db8::1]",
                "for=\"2001:db8::1\"",
                "for=\"[2001:db8::1%eth0]\"",
                "for=192.0.2.7:80",
                "for =192.0.2.7",
                "for= 192.0.2.7",
                "192.0.2.7",
                "for=010.0.0.1",
                "for=1.1.1.1;x=\", for=192.0.2.7",
                "for=1.1.1.1;x=\", for=\"[2001:db8::1]\"",
                "for=1.1.1.1;x=\", for=\"[2001:db8::1]\";host=\"a\"",
                "for=1.1.1.1;x=\"\\\", for=192.0.2.7"
            })
    void forwardedThatIsUnclearIsNotBelieved(String header) {
        assertUnclear(proxies.clientAddress(PROXY, List.of(), List.of(header)), "Forwarded");
    }

    @Test
    void aQuoteLeftOpenInTheClientsLineDoesNotReachTheProxysLine() {
        assertUnclear(
                proxies.clientAddress(PROXY, List.of(), List.of("for=1.1.1.1;x=\"", "for=192.0.2.7;y=\"\"")),
                "Forwarded");
    }

    @Test
    void bothHeadersAreBelievedWhenTheyAgree() {
        assertKnown(
                proxies.clientAddress(PROXY, List.of("1.1.1.1, 192.0.2.7"), List.of("for=\"192.0.2.7:1\"")),
                "192.0.2.7");
    }

    @Test
    void headersThatDisagreeOrOfWhichOneIsUnclearAreNotBelieved() {
        assertThat(proxies.clientAddress(PROXY, List.of("192.0.2.7"), List.of("for=1.1.1.1")))
                .isEqualTo(new ClientOrigin.Unclear(
                        PROXY,
                        "The trusted proxy 10.0.0.5 does not tell the client's address: its X-Forwarded-For leads to"
                                + " 192.0.2.7 and its Forwarded to 1.1.1.1; let it remove the header that it does not"
                                + " write."));
        assertUnclear(proxies.clientAddress(PROXY, List.of("192.0.2.7"), List.of("for=unknown")), "Forwarded");
        assertUnclear(proxies.clientAddress(PROXY, List.of("unknown"), List.of("for=192.0.2.7")), "X-Forwarded-For");
    }

    @Test
    void hugeHeadersAreRefusedInAShortSentence() {
        String many = "1.1.1.1, ".repeat(100_000) + "192.0.2.7";

        for (ClientOrigin origin : List.of(
                proxies.clientAddress(PROXY, List.of(many), List.of()),
                proxies.clientAddress(PROXY, Collections.nCopies(10_000, ""), List.of()),
                proxies.clientAddress(PROXY, List.of("192.0.2.7, " + "x".repeat(8_000)), List.of()),
                proxies.clientAddress(PROXY, List.of(), List.of("for=\"" + "x".repeat(8_000) + "\"")),
                proxies.clientAddress(PROXY, List.of(), List.of("for=1.1.1.1,".repeat(100_000))))) {
            assertThat(origin)
                    .isInstanceOfSatisfying(
                            ClientOrigin.Unclear.class,
                            unclear -> assertThat(unclear.reason()).hasSizeLessThan(300));
        }
    }

    @Test
    void aHeaderWithinTheBoundIsReadWhole() {
        assertKnown(proxies.clientAddress(PROXY, List.of("10.0.0.9,".repeat(900) + "10.0.0.8"), List.of()), "10.0.0.9");
    }

    @Test
    void settingsAreReadAsStrictlyAsRules() {
        assertThatThrownBy(() -> TrustedProxies.parse("berth.trusted-proxies", List.of("10.0.0.1", "010.0.0.1")))
                .hasMessageStartingWith("berth.trusted-proxies[1] is '010.0.0.1'; ")
                .hasMessageEndingWith("Write 10.0.0.1.");
        for (String all : new String[] {"0.0.0.0/0", "::/0", "::ffff:0:0/96"}) {
            assertThatThrownBy(() -> TrustedProxies.parse("berth.trusted-proxies", List.of(all)))
                    .hasMessageContaining("trusting every address");
        }
    }

    private static void assertKnown(ClientOrigin origin, String address) {
        assertThat(origin)
                .isInstanceOfSatisfying(
                        ClientOrigin.Known.class,
                        known -> assertThat(known.address()).isEqualTo(ClientAddress.parse("expected", address)));
    }

    private static void assertUnclear(ClientOrigin origin, String header) {
        assertThat(origin)
                .isInstanceOfSatisfying(
                        ClientOrigin.Unclear.class,
                        unclear -> assertThat(unclear.reason())
                                .startsWith("The trusted proxy 10.0.0.5 does not tell the client's address: ")
                                .contains(header)
                                .endsWith("."));
    }
}
