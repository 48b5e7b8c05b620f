package dev.berth.broker.update;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What guests with dnf are told to run, run against dnf itself and a repository of the test's. Needs root and a mirror of Debian. */
@Tag("real")
@Tag("maintenance")
class DnfTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final LinuxUpdates DNF = new LinuxUpdates();

    @TempDir
    Path folder;

    private Process guest;

    @BeforeEach
    void begin() throws IOException {
        guest = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "/bin/sh",
                        Path.of("src/test/resources/dnf-guest.sh")
                                .toAbsolutePath()
                                .toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        var said = new BufferedReader(new InputStreamReader(guest.getInputStream(), StandardCharsets.UTF_8));
        assertThat(said.readLine()).isEqualTo("ready");
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        guest.getOutputStream().close();
        assertThat(guest.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void updatesAreListedInstalledAndWhatChangedIsTold() throws IOException {
        Listing listing = UpdateAnswers.listing(said(DNF.list()));
        assertThat(listing.updater()).isEqualTo("dnf");
        assertThat(listing.stale()).isFalse();
        assertThat(listing.updates())
                .containsExactlyInAnyOrder(
                        new AvailableUpdate("berth-probe.noarch", "1.0-1", "1.1-1", true),
                        new AvailableUpdate("berth-other.noarch", "1.0-1", "2.0-1", false));

        Installation.Ended ended = installed("first", wanted(listing, true));
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.restart()).as("without the plugin that knows").isFalse();
        assertThat(ended.changes()).containsExactly(new PackageChange("berth-probe.noarch", "1.0-1", "1.1-1"));
        assertThat(ended.missing()).isEmpty();
        assertThat(UpdateAnswers.listing(said(DNF.list())).updates())
                .extracting(AvailableUpdate::name)
                .containsExactly("berth-other.noarch");

        said(List.of("/bin/sh", "-c", "echo exclude=berth-other >>/etc/dnf/dnf.conf"));
        Installation.Ended held = installed("second", wanted(listing, false));
        assertThat(held.missing()).containsExactly("berth-other.noarch");
        assertThat(held.changes()).isEmpty();
    }

    private static List<String> wanted(Listing listing, boolean security) {
        return listing.updates().stream()
                .filter(update -> update.security() == security)
                .map(AvailableUpdate::wanted)
                .toList();
    }

    private Installation.Ended installed(String job, List<String> wanted) throws IOException {
        said(DNF.begin(job, wanted));
        var last = new AtomicReference<Installation>(new Installation.None());
        within(SOON, "the job has ended", () -> {
            try {
                last.set(UpdateAnswers.installation(said(DNF.look(job))));
            } catch (IOException e) {
                throw new IllegalStateException("The guest cannot be asked.", e);
            }
            return last.get() instanceof Installation.Ended;
        });
        return (Installation.Ended) last.get();
    }

    private String said(List<String> command) throws IOException {
        List<String> run = new ArrayList<>(List.of(
                "nsenter",
                "--mount",
                "--target",
                Long.toString(guest.pid()),
                "chroot",
                folder.resolve("root").toString()));
        run.addAll(command);
        Process process = new ProcessBuilder(run)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
