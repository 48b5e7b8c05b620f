package dev.berth.broker.update;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of a guest, in this machine's own shell and a folder of the test's. */
class LinuxPackagesTest {

    private static final String GUEST_FOLDER = "/var/lib/berth/updates";
    private static final String JOB = "job";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void endOfScriptIsReadHoweverLongTheScriptIs() throws IOException, InterruptedException {
        var script = new PackageJob.Script("# ???".repeat(100) + "\necho installed\nexit 3\n");
        assertThat(endOf(LinuxUpdates.begin(JOB, script), LinuxPackages.input(script)))
                .isEqualTo(new Installation.Ended(3, false, List.of(), List.of(), "installed"));
    }

    @Test
    void scriptsAreSeenInNoProgramsArguments() throws IOException, InterruptedException {
        var script = new PackageJob.Script("tr '\\0' ' ' </proc/$PPID/cmdline; echo; secret=t0ps3cret");
        List<String> begin = LinuxUpdates.begin(JOB, script);
        assertThat(begin).noneMatch(word -> word.contains("t0ps3cret"));
        assertThat(endOf(begin, LinuxPackages.input(script)).said())
                .contains("/job/work ")
                .doesNotContain("t0ps3cret");
        assertThat(said(LinuxPackages.detect(), "cat; tr '\\0' ' ' </proc/$PPID/cmdline; echo 1.1 # t0ps3cret"))
                .endsWith("1.1\n")
                .doesNotContain("t0ps3cret");
    }

    @Test
    void onlyUpdatesAreToldAsMissing() throws IOException, InterruptedException {
        var nothing = new PackageJob.Script("true");
        assertThat(endOf(LinuxUpdates.begin(JOB, nothing), "true").missing()).isEmpty();
    }

    @Test
    void whatIsHeldBackIsTold() throws IOException, InterruptedException {
        assertThat(endOf(new LinuxUpdates().begin(JOB, List.of("no-such-package=1:2.0-1")), "")
                        .missing())
                .containsExactly("no-such-package");
    }

    /** Beside an apt that says that all went well and does nothing, and no systemd. */
    private Installation.Ended endOf(List<String> begin, String input) throws IOException, InterruptedException {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Files.writeString(programs.resolve("apt-get"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(programs.resolve("apt-get"), PosixFilePermissions.fromString("rwx------"));
        said(here(begin, programs), input);
        var ended = new AtomicReference<Installation>();
        within(SOON, "the job has ended", () -> {
            ended.set(look(programs));
            return ended.get() instanceof Installation.Ended;
        });
        return (Installation.Ended) ended.get();
    }

    private Installation look(Path programs) {
        try {
            return UpdateAnswers.installation(said(here(new LinuxUpdates().look(JOB), programs), ""));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("The guest's program could not be run.", e);
        }
    }

    private List<String> here(List<String> command, Path programs) {
        return command.stream()
                .map(word -> word.replace(
                                GUEST_FOLDER, folder.resolve("updates").toString())
                        .replace("/run/systemd/system", folder.resolve("none").toString())
                        .replace("PATH=/usr", "PATH=" + programs + ":/usr"))
                .toList();
    }

    private static String said(List<String> command, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
