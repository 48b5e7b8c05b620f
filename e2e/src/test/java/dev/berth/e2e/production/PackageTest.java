package dev.berth.e2e.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package that Maven's profile {@code deb} makes. */
@Tag("real")
@Tag("production")
class PackageTest {

    static final Path PACKAGE =
            Path.of("..", "web-portal", "target", "berth.deb").toAbsolutePath().normalize();

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path root;

    @BeforeAll
    static void unpack() {
        assertThat(PACKAGE).as("Build it: mvn -Pdeb").exists();
        Command.in(root, LIMIT, "dpkg-deb", "-x", PACKAGE.toString(), root.toString())
                .run();
    }

    @Test
    void itsRuntimeRunsBerthsOwnCode() {
        String said = Command.in(
                        root,
                        LIMIT,
                        root + "/usr/lib/berth/runtime/bin/java",
                        "-jar",
                        root + "/usr/lib/berth/app/berth.jar",
                        "audit-verify",
                        "--export",
                        "/nowhere")
                .outcome()
                .said();
        assertThat(said).contains("/nowhere").doesNotContain("NoClassDefFoundError", "ClassNotFoundException");
    }

    @Test
    void itsUnitsAreSoundAndHardened() throws IOException {
        Path units = root.resolve("usr/lib/systemd/system");
        // What they stand on is the system's own.
        for (String name : new String[] {"sysinit", "basic", "shutdown", "network-online", "multi-user"}) {
            Files.writeString(units.resolve(name + ".target"), "[Unit]\nDescription=of the system\n");
        }
        Command.in(
                        root,
                        LIMIT,
                        "systemd-analyze",
                        "--root=" + root,
                        "--man=no",
                        "verify",
                        "berth.service",
                        "berth-train.service")
                .run();
        // In tenths: 10.0 is a service that may do everything.
        for (String unit : new String[] {"berth.service", "berth-train.service"}) {
            Command.in(
                            root,
                            LIMIT,
                            "systemd-analyze",
                            "security",
                            "--no-pager",
                            "--offline=true",
                            "--root=" + root,
                            "--threshold=20",
                            unit)
                    .run();
        }
    }

    @Test
    void itHoldsNoSecretAndNothingThatOthersMayWrite() throws IOException {
        try (var files = Files.walk(root.resolve("etc"))) {
            assertThat(files.filter(Files::isRegularFile).map(root::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("etc/berth/application.yaml", "etc/default/berth");
        }
        String listed =
                Command.in(root, LIMIT, "dpkg-deb", "-c", PACKAGE.toString()).run();
        assertThat(listed.lines())
                .allSatisfy(line -> assertThat(line)
                        .matches("^[-dl].{4}[-w]?.*")
                        .contains(" root/root ")
                        .doesNotMatch("^[-d].......w.*"));
    }
}
