package dev.berth.broker.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Mirrors of packages that answer well, badly, and not at all. */
class AptMirrorsTest {

    private static final String INDEX = "main/binary-amd64/Packages";
    private static final int MEBIBYTE = 1024 * 1024;

    private final TestMirror mirror = new TestMirror();
    private final AptMirrors mirrors = TestMirror.onThisMachine(Clock.systemUTC());

    @AfterEach
    void end() {
        mirror.close();
    }

    @Test
    void theNewestVersionOfWhatIsAskedForIsTold() throws Exception {
        mirror.offers(Map.of("mc", "3:4.8.29-2", "bash", "5.2.15-2+b7", "nano", "7.2-1"));
        assertThat(newest("mc", "bash", "unknown"))
                .isEqualTo(Map.of("mc", new DebianVersion("3:4.8.29-2"), "bash", new DebianVersion("5.2.15-2+b7")));
        byte[] plain = "Package: mc\nVersion: 1\n\nPackage: mc\nVersion: 1.10\n\nPackage: mc\nVersion: 1.9"
                .getBytes(StandardCharsets.UTF_8);
        mirror.lay(INDEX, plain);
        mirror.release(INDEX, plain, plain.length, "");
        assertThat(newest("mc")).containsEntry("mc", new DebianVersion("1.10"));
        mirror.lay("main/binary-amd64/by-hash/SHA256/" + TestMirror.sha256(plain), plain);
        mirror.lay(INDEX, "changed meanwhile".getBytes(StandardCharsets.UTF_8));
        mirror.release(INDEX, plain, plain.length, "Acquire-By-Hash: yes\n");
        assertThat(newest("mc")).containsEntry("mc", new DebianVersion("1.10"));
        mirror.release(INDEX, plain, plain.length, "Acquire-By-Hash: yes\nNotAutomatic: yes\n");
        assertThat(newest("mc")).isEmpty();
    }

    /** Debian's updates and security come as .xz alone, beside the sum of a plain one that no mirror has. */
    @Test
    void whatComesAsXzIsRead() throws Exception {
        byte[] packed = xz("Package: mc\nVersion: 3\n".getBytes(StandardCharsets.UTF_8));
        mirror.lay(INDEX + ".xz", packed);
        mirror.release(
                INDEX + ".xz",
                packed,
                packed.length,
                "SHA256:\n " + "0".repeat(64) + " 23 " + INDEX + "\nSuite: stable\n");
        assertThat(newest("mc")).containsEntry("mc", new DebianVersion("3"));
        byte[] bomb = xz(new byte[64 * MEBIBYTE]);
        mirror.lay(INDEX + ".xz", bomb);
        mirror.release(INDEX + ".xz", bomb, bomb.length, "");
        assertThat(bomb.length).isLessThan(MEBIBYTE);
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("berth.apt.largest-content");
    }

    @Test
    void anIndexWithAnotherSumIsRefused() {
        mirror.offers(Map.of("mc", "1"));
        mirror.lay(INDEX + ".gz", TestMirror.compressed("Package: mc\nVersion: 9\n".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> newest("mc")).isInstanceOf(IndexRefusedException.class);
        byte[] wanted = "Package: mc\nVersion: 1\n".getBytes(StandardCharsets.UTF_8);
        mirror.lay(INDEX, "Package: mc\nVersion: 9\n".getBytes(StandardCharsets.UTF_8));
        mirror.release(INDEX, wanted, wanted.length, "");
        assertThatThrownBy(() -> newest("mc"))
                .hasMessageContaining("has the sum")
                .hasMessageContaining("where its Release");
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeAndAfterItIsUnpacked() {
        byte[] small = "Package: mc\nVersion: 1\n".getBytes(StandardCharsets.UTF_8);
        mirror.lay(INDEX, small);
        mirror.release(INDEX, small, 2L * MEBIBYTE, "");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("berth.apt.largest-index");
        // Says to be small, and is not.
        mirror.lay(INDEX, new byte[MEBIBYTE]);
        mirror.release(INDEX, small, small.length, "");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("has more than " + small.length + " bytes");
        byte[] bomb = TestMirror.compressed(new byte[64 * MEBIBYTE]);
        mirror.lay(INDEX + ".gz", bomb);
        mirror.release(INDEX + ".gz", bomb, bomb.length, "");
        assertThat(bomb.length).isLessThan(MEBIBYTE);
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("berth.apt.largest-content");
        mirror.lay("InRelease", new byte[9 * MEBIBYTE]);
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("has more than");
    }

    @Test
    void garbageIsRefused() {
        mirror.lay("InRelease", "<html>Sign in to the hotel's network</html>".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("names no SHA-256 sums");
        byte[] html = "<html></html>".getBytes(StandardCharsets.UTF_8);
        mirror.lay(INDEX, html);
        mirror.release(INDEX, html, html.length, "");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("is no index of packages");
        mirror.lay(INDEX + ".gz", html);
        mirror.release(INDEX + ".gz", html, html.length, "");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("cannot be read");
        mirror.lay(INDEX + ".xz", html);
        mirror.release(INDEX + ".xz", html, html.length, "");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("cannot be read");
        mirror.release(INDEX, html, html.length, "Valid-Until: Sat, 29 Nov 2014 08:24:51 UTC\n");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("the mirror is behind");
    }

    @Test
    void aMirrorThatIsAwayOrNeverEndsIsGivenUp() throws IOException {
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("has no Release file");
        String line = mirror.line();
        mirror.close();
        assertThatThrownBy(() -> mirrors.newest(AptIndex.parse(line), Set.of("mc")))
                .hasMessageContaining("does not answer");
        try (var silent = new ServerSocket()) {
            silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String nobody = "http://127.0.0.1:" + silent.getLocalPort() + "/dists/stable/" + INDEX + "\t" + INDEX;
            AptMirrors hasty = TestMirror.onThisMachine(Clock.systemUTC(), Duration.ofSeconds(1));
            assertThatThrownBy(() -> hasty.newest(AptIndex.parse(nobody), Set.of("mc")))
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void thisMachineAndItsLinkAreNotAsked() {
        mirror.offers(Map.of("mc", "1"));
        var strict = new AptMirrors(
                new MirrorLine(TestMirror.LIMIT, new Leads(Reach::of, SystemDefaultDnsResolver.INSTANCE)),
                new AptSettings(TestMirror.LIMIT, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1)),
                Clock.systemUTC());
        assertThatThrownBy(() -> strict.newest(AptIndex.parse(mirror.line()), Set.of("mc")))
                .hasMessageContaining("an address of this machine");
        assertThat(mirror.asked).hasValue(0);
        mirror.leads("InRelease", "file:///etc/passwd");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("leads to where it may not");
        mirror.leads("InRelease", "InRelease");
        assertThatThrownBy(() -> newest("mc")).hasMessageContaining("leads on more than");
    }

    @Test
    void whatAGuestSaysOfItsSourcesIsReadStrictly() {
        assertThat(AptIndex.parse("""
                http://deb.example.com/debian/dists/stable/main/binary-amd64/Packages\tmain/binary-amd64/Packages
                file:/srv/debian/dists/stable/main/binary-amd64/Packages\tmain/binary-amd64/Packages
                http://user:secret@deb.example.com/main/binary-amd64/Packages\tmain/binary-amd64/Packages
                http://deb.example.com/../etc/Packages\tPackages
                http://deb.example.com/a/../Packages\t../Packages
                http://deb.example.com/debian/Packages\tmain/Packages
                http://deb.example.com/flat/./Packages\tPackages
                nonsense
                """))
                .singleElement()
                .extracting(AptIndex::path)
                .isEqualTo(INDEX);
        AptIndex flat = AptIndex.parse("https://deb.example.com/flat/Packages\tPackages")
                .getFirst();
        assertThat(AptIndex.parse(flat.line())).containsExactly(flat);
        assertThat(AptIndex.parse("http://h/%d/Packages\tPackages\n".repeat(500).formatted((Object[]) numbers())))
                .hasSizeLessThan(100);
    }

    @Test
    void versionsAreOrderedAsDpkgOrdersThem() {
        List<String> ascending = List.of(
                "0~",
                "0",
                "0.9~rc1-1",
                "0.9-1~bpo12+1",
                "0.9-1",
                "0.9-1+b1",
                "0.9-1+deb12u1",
                "0.9-2",
                "0.09-10",
                "0.10-1",
                "1.0~beta1~svc",
                "1.0~beta1",
                "1.0",
                "1.0-1",
                "1.0a",
                "1.0+dfsg",
                "2-0-1",
                "2.0",
                "1:0.1",
                "2:0",
                "10:0");
        for (int i = 0; i < ascending.size(); i++) {
            for (int j = 0; j < ascending.size(); j++) {
                assertThat(Integer.signum(
                                new DebianVersion(ascending.get(i)).compareTo(new DebianVersion(ascending.get(j)))))
                        .as("%s and %s", ascending.get(i), ascending.get(j))
                        .isEqualTo(Integer.signum(Integer.compare(i, j)));
            }
        }
        assertThat(new DebianVersion("1.0-0")).isEqualByComparingTo(new DebianVersion("1.0"));
        assertThat(new DebianVersion("0:1.0")).isEqualByComparingTo(new DebianVersion("1.00"));
    }

    private static byte[] xz(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var xz = new XZOutputStream(packed, new LZMA2Options(1))) {
            xz.write(content);
        }
        return packed.toByteArray();
    }

    private static Integer[] numbers() {
        return java.util.stream.IntStream.range(0, 500).boxed().toArray(Integer[]::new);
    }

    private Map<String, DebianVersion> newest(String... names) throws IndexRefusedException {
        return mirrors.newest(AptIndex.parse(mirror.line()), Set.of(names));
    }
}
