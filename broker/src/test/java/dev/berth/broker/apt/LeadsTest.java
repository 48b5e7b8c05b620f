package dev.berth.broker.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** Where mirrors may lead. Addresses of this machine's loopback stand for two private machines and for a public one. */
class LeadsTest {

    private static final String PUBLIC = "127.0.0.13";
    private static final String INDEX = "main/binary-amd64/Packages.gz";

    private final TestMirror ours = new TestMirror("127.0.0.11", 0);
    private final TestMirror open = new TestMirror(PUBLIC, 0);
    private final TestMirror theirs = new TestMirror("127.0.0.12", open.port());

    /** What mirror.example stands for, one word for each time it is asked. */
    private final Deque<String> words = new ArrayDeque<>();

    @BeforeEach
    void offer() {
        List.of(ours, theirs, open).forEach(mirror -> mirror.offers(Map.of("mc", "1")));
    }

    @AfterEach
    void end() {
        List.of(ours, theirs, open).forEach(TestMirror::close);
    }

    @Test
    void metadataOfCloudsThisMachineAndItsLinkAreNear() {
        assertThat(List.of(
                        "127.0.0.1",
                        "::1",
                        "0.0.0.0",
                        "169.254.169.254",
                        "169.254.170.2",
                        "fe80::1",
                        "224.0.0.1",
                        "168.63.129.16",
                        "100.100.100.200",
                        "192.0.0.192",
                        "fd00:ec2::254",
                        "fd20:ce::254",
                        "::169.254.169.254",
                        "::ffff:168.63.129.16",
                        "64:ff9b::a9fe:a9fe",
                        "64:ff9b::a83f:8110",
                        "2002:7f00:1::1"))
                .allSatisfy(near -> assertThat(reach(near)).isEqualTo(Reach.NEAR));
        assertThat(List.of(
                        "10.1.2.3",
                        "172.16.0.1",
                        "192.168.0.1",
                        "100.64.0.1",
                        "100.127.255.255",
                        "198.19.0.1",
                        "fd12::1",
                        "fec0::1",
                        "::10.0.0.1",
                        "64:ff9b::a00:1",
                        "64:ff9b:1::a00:1"))
                .allSatisfy(own -> assertThat(reach(own)).isEqualTo(Reach.PRIVATE));
        assertThat(List.of("192.0.2.1", "172.32.0.1", "100.128.0.1", "100.63.0.1", "2001:db8::1", "64:ff9b::c000:201"))
                .allSatisfy(there -> assertThat(reach(there)).isEqualTo(Reach.PUBLIC));
    }

    @Test
    void aSourceMayBeInAPrivateNetworkAndNobodyElseLeadsThere() throws Exception {
        assertThat(newest(ours.line())).containsOnlyKeys("mc");
        for (TestMirror by : List.of(open, ours)) {
            by.leads("InRelease", theirs.address() + "/admin?delete=all");
            assertThatThrownBy(() -> newest(by.line()))
                    .hasMessageContaining("leads to " + theirs.address())
                    .hasMessageContaining("private network");
        }
        assertThat(theirs.asked).hasValue(0);
    }

    @Test
    void whoAnswersMayLeadToItselfAndToWhatIsPublic() throws Exception {
        ours.lay("main/elsewhere", ours.laid(INDEX));
        ours.leads(INDEX, ours.address() + "/debian/dists/stable/main/elsewhere");
        assertThat(newest(ours.line())).containsOnlyKeys("mc");
        ours.leads(INDEX, open.address() + "/debian/dists/stable/" + INDEX);
        assertThat(newest(ours.line())).containsOnlyKeys("mc");
        assertThat(open.asked).hasValue(1);
        try (var beside = new TestMirror("127.0.0.11", 0)) {
            ours.leads(INDEX, beside.address() + "/debian/dists/stable/" + INDEX);
            assertThatThrownBy(() -> newest(ours.line())).hasMessageContaining("private network");
            assertThat(beside.asked).hasValue(0);
        }
    }

    @Test
    void aNameIsLookedUpOnceAndThatIsConnectedTo() throws Exception {
        String changing = TestMirror.line(open.address("mirror.example"));
        words.addAll(List.of(PUBLIC, PUBLIC));
        assertThat(newest(changing)).containsOnlyKeys("mc");
        assertThat(words).as("one word for each of its two files").isEmpty();
        // It leads to its own name, which stands for somebody else by then.
        open.leads("InRelease", "InRelease");
        words.addAll(List.of(PUBLIC, "127.0.0.12"));
        assertThatThrownBy(() -> newest(changing)).hasMessageContaining("private network");
        assertThat(theirs.asked).hasValue(0);
        words.add("169.254.169.254");
        assertThatThrownBy(() -> newest(changing)).hasMessageContaining("a cloud's metadata");
    }

    private Map<String, DebianVersion> newest(String line) throws IndexRefusedException {
        var leads = new Leads(
                address -> switch (address.getHostAddress()) {
                    case PUBLIC -> Reach.PUBLIC;
                    case "127.0.0.11", "127.0.0.12" -> Reach.PRIVATE;
                    default -> Reach.of(address);
                },
                new Names());
        var settings = new AptSettings(TestMirror.LIMIT, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));
        return new AptMirrors(new MirrorLine(TestMirror.LIMIT, leads), settings, Clock.systemUTC())
                .newest(AptIndex.parse(line), Set.of("mc"));
    }

    private static Reach reach(String literal) {
        return Reach.of(InetAddress.ofLiteral(literal));
    }

    private final class Names implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.ofLiteral("mirror.example".equals(host) ? words.remove() : host)};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
