package dev.berth.broker.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of a guest, in this machine's own shell and a folder of the test's. */
class LinuxPackagesTest {

    private static final String GUEST_FOLDER = "/var/lib/berth/updates";
    private static final String JOB = "job";
    private static final int WORK = 4;
    private static final int ARGUMENTS = 6;

    @TempDir
    Path folder;

    @Test
    void endOfScriptIsReadHoweverLongTheScriptIs() throws IOException, InterruptedException {
        assertThat(endOf(LinuxUpdates.begin(
                        JOB, new PackageJob.Script("# ???".repeat(100) + "\necho installed\nexit 3\n"))))
                .isEqualTo(new Installation.Ended(3, false, List.of(), List.of(), "installed"));
    }

    @Test
    void onlyUpdatesAreToldAsMissing() throws IOException, InterruptedException {
        assertThat(endOf(LinuxUpdates.begin(JOB, new PackageJob.Script("true"))).missing())
                .isEmpty();
        assertThat(endOf(new LinuxUpdates().begin(JOB, List.of("no-such-package=1:2.0-1")))
                        .missing())
                .containsExactly("no-such-package");
    }

    /** Beside an apt that says that all went well and does nothing. */
    private Installation.Ended endOf(List<String> begin) throws IOException, InterruptedException {
        Path job = Files.createDirectories(folder.resolve("updates").resolve(JOB));
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Files.writeString(programs.resolve("apt-get"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(programs.resolve("apt-get"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(job.resolve("work"), begin.get(WORK).replace("PATH=/usr", "PATH=" + programs + ":/usr"));
        List<String> run =
                new ArrayList<>(List.of("/bin/sh", job.resolve("work").toString(), job.toString()));
        run.addAll(begin.subList(ARGUMENTS, begin.size()));
        said(run);
        List<String> look = new LinuxUpdates()
                .look(JOB).stream()
                        .map(word -> word.replace(GUEST_FOLDER, job.getParent().toString()))
                        .toList();
        return (Installation.Ended) UpdateAnswers.installation(said(look));
    }

    private static String said(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
