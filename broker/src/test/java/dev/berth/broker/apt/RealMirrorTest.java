package dev.berth.broker.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/**
 * The mirrors that this machine's own apt reads, asked as a node asks those of an image. What apt itself holds of them is what
 * they have to say. Which mirrors those are is not known before.
 */
@Tag("real")
@Tag("maintenance")
class RealMirrorTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<String> NAMES = Set.of("bash", "dpkg", "libc6", "no-package-has-this-name");

    @Test
    void theMirrorsOfThisMachineTellTheNewestVersions() throws Exception {
        List<AptIndex> indexes = AptIndex.parse(said(
                "apt-get",
                "indextargets",
                "--format",
                "$(URI)\t$(METAKEY)",
                "Created-By: Packages",
                "Architecture: " + said("dpkg", "--print-architecture").strip()));
        assertThat(indexes).as("what apt reads over http or https").isNotEmpty();
        var settings = new AptSettings(Duration.ofSeconds(20), DataSize.ofMegabytes(100), DataSize.ofGigabytes(1));

        var mirrors = new AptMirrors(new MirrorLine(settings), settings, Clock.systemUTC());

        Map<String, DebianVersion> newest = asAptReachesThem(() -> mirrors.newest(indexes, NAMES));

        assertThat(newest).containsOnlyKeys("bash", "dpkg", "libc6");
        // A mirror may have moved on since this machine last asked it; it does not go back.
        newest.forEach((name, version) -> assertThat(version)
                .as(name)
                .isGreaterThanOrEqualTo(
                        new DebianVersion(said("dpkg-query", "--show", "--showformat=${Version}", name + ":*")
                                .lines()
                                .findFirst()
                                .orElseThrow())));
    }

    /** Through apt's own proxy, where it has one. */
    private static <T> T asAptReachesThem(Callable<T> asks) throws Exception {
        String proxy = said("apt-config", "shell", "proxy", "Acquire::http::Proxy")
                .strip()
                .replaceAll("^proxy='(.*)'$", "$1");
        if (proxy.isEmpty()) {
            return asks.call();
        }
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress(
                URI.create(proxy).getHost(), URI.create(proxy).getPort())));
        try {
            return asks.call();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static String said(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(List.of(command) + " says " + said);
            }
            return said;
        } catch (IOException e) {
            throw new AssertionError("Cannot run " + List.of(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Broken off", e);
        }
    }
}
