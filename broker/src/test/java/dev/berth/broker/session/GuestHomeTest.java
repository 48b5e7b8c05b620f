package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.file.GuestHome;
import dev.berth.broker.file.GuestPrints;
import dev.berth.broker.file.HomePath;
import dev.berth.broker.file.Uploads;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.SimulatedWorld.Execution;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The guest's own programs, run here over a folder that stands for the home. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestHomeTest {

    private static final HomePath HERE = new HomePath("");
    private static final HomePath DOWNLOADS = new HomePath("Downloads");

    @TempDir
    private static Path folder;

    private final SessionRegion region = new SessionRegion();
    private Path home;
    private SessionId session;
    private DesktopId desktop;
    private GuestHome files;

    @BeforeAll
    void aSessionWhoseGuestRunsPrograms() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        var alice = region.signedIn("alice", Role.EMPLOYEE);
        session = region.ready(alice, region.desktop());
        desktop = region.view(session).thing().desktop();
        region.world.programs(this::run);
        files = region.get(GuestHome.class);
    }

    @AfterAll
    void close() {
        region.close();
    }

    @Test
    void aFileArrivesAsItWasSentAndComesBackAsItIs() throws IOException {
        byte[] content = new byte[2 * GuestHome.PART_BYTES + 4_711];
        new Random(7).nextBytes(content);
        String name = "보고서 $(id) `x` \"1\" 'a' -n.bin";
        String part = ".berth-1.part";
        long have = 0;
        while (have < content.length) {
            int until = (int) Math.min(content.length, have + GuestHome.PART_BYTES);
            have = files.append(desktop, DOWNLOADS, part, have, Arrays.copyOfRange(content, (int) have, until));
        }
        assertThat(files.list(desktop, DOWNLOADS)).isEmpty();
        assertThat(files.finish(desktop, DOWNLOADS, part, name)).isEqualTo(name);
        assertThat(home.resolve("Downloads").resolve(name)).hasBinaryContent(content);
        assertThat(files.list(desktop, DOWNLOADS))
                .extracting(GuestHome.Entry::name, GuestHome.Entry::bytes)
                .containsExactly(tuple(name, (long) content.length));

        var back = new ByteArrayOutputStream();
        while (back.size() < content.length) {
            back.write(files.read(desktop, new HomePath("Downloads/" + name), back.size())
                    .bytes());
        }
        assertThat(back.toByteArray()).isEqualTo(content);
    }

    @Test
    void aPieceOutOfTurnIsNotWrittenAndTheSenderLearnsWhereToGoOn() {
        byte[] piece = "0123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(files.append(desktop, HERE, ".berth-2.part", 5, piece)).isZero();
        assertThat(files.append(desktop, HERE, ".berth-2.part", 0, piece)).isEqualTo(10);
        assertThat(files.append(desktop, HERE, ".berth-2.part", 0, piece)).isEqualTo(10);
        files.discard(desktop, HERE, ".berth-2.part");
        assertThat(home.resolve(".berth-2.part")).doesNotExist();
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.writeString(home.resolve("kept.tar.gz"), "old");
        files.append(desktop, HERE, ".berth-3.part", 0, new byte[0]);
        assertThat(files.finish(desktop, HERE, ".berth-3.part", "kept.tar.gz")).isEqualTo("kept.tar (1).gz");
        assertThat(home.resolve("kept.tar.gz")).hasContent("old");
        assertThat(home.resolve("kept.tar (1).gz")).isEmptyFile();
    }

    @Test
    void noLinkLeadsOutOfTheHome() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        Files.createSymbolicLink(home.resolve("way-out"), outside);
        Files.createSymbolicLink(home.resolve("secret"), outside.resolve("secret"));
        assertThatThrownBy(() -> files.list(desktop, new HomePath("way-out"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> files.append(desktop, new HomePath("way-out"), "p", 0, new byte[1]))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> files.read(desktop, new HomePath("secret"), 0)).isInstanceOf(NotFoundException.class);
        assertThat(files.list(desktop, HERE)).extracting(GuestHome.Entry::name).doesNotContain("way-out", "secret");
        for (String path :
                List.of("..", "a/../b", "/etc", "a//b", "a/", ".ssh", "a\nb", "a\u202efdp.exe", "x".repeat(241))) {
            assertThatThrownBy(() -> new HomePath(path)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatWasPrintedIsListedAsFarAsItsNamesAreNames() {
        GuestPrints prints = region.get(GuestPrints.class);
        var machine = new MachineId(desktop.value());
        assertThat(prints.lately(desktop)).isEmpty();
        region.world.file(machine, "/run/berth-prints/list", """
                1795428905 보고서 1.pdf
                1795428906 ../up.pdf
                99999999999999 far.pdf
                nonsense
                1795428907 .hidden
                1795428908 b.pdf
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(prints.lately(desktop))
                .containsExactly(
                        new GuestPrints.Print("보고서 1.pdf", Instant.ofEpochSecond(1795428905)),
                        new GuestPrints.Print("b.pdf", Instant.ofEpochSecond(1795428908)));
        assertThatThrownBy(() -> GuestPrints.file("../up.pdf")).isInstanceOf(IllegalArgumentException.class);

        region.world.file(
                machine, "/run/berth-prints/list", "1795428905 a\n".repeat(500).getBytes(StandardCharsets.UTF_8));
        assertThat(prints.lately(desktop)).as("a list without end").hasSize(20);
    }

    @Test
    void anUploadIsKnownToItsSessionAlone() {
        Uploads uploads = region.get(Uploads.class);
        var upload = uploads.begin(session, DOWNLOADS, "a.txt", 10);
        uploads.received(upload.id(), 11);
        uploads.received(upload.id(), 7);
        assertThat(uploads.find(session, upload.id()))
                .get()
                .extracting(Uploads.Upload::received)
                .isEqualTo(7L);
        assertThat(uploads.find(new SessionId(UUID.randomUUID()), upload.id())).isEmpty();
        assertThat(uploads.forget(upload.id())).isTrue();
        assertThat(uploads.forget(upload.id())).isFalse();
    }

    @Test
    void aSessionHasSoManyUploadsUnderWayAndNoMore() {
        Uploads uploads = region.get(Uploads.class);
        List<Uploads.Upload> begun = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            begun.add(uploads.begin(session, HERE, i + ".txt", 10));
        }
        assertThatThrownBy(() -> uploads.begin(session, HERE, "one-more.txt", 10))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("100");
        begun.forEach(upload -> uploads.forget(upload.id()));
        assertThat(uploads.forget(uploads.begin(session, HERE, "again.txt", 10).id()))
                .isTrue();
    }

    @Test
    void theGuestsWordForANameIsTakenOnlyIfItIsOne() {
        for (String strange : List.of("a\u0000b", "../up", "x".repeat(1_000_000), "")) {
            region.world.programs(execution -> new ExecResult(0, strange, ""));
            try {
                assertThat(files.finish(desktop, HERE, ".berth-9.part", "report.txt"))
                        .isEqualTo("report.txt");
            } finally {
                region.world.programs(this::run);
            }
        }
    }

    /** All of a host's desktops share its calls: a guest that never answers must not use them up. */
    @Test
    void aGuestThatKeepsItsCallsGetsTwoAndNoMore() {
        var answered = new CountDownLatch(1);
        region.world.programs(execution -> {
            try {
                answered.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return new ExecResult(0, "", "");
        });
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                List<Future<?>> calls = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    calls.add(people.submit(() -> files.list(desktop, HERE)));
                }
                within(
                        Duration.ofSeconds(30),
                        "one is refused",
                        () -> calls.stream().anyMatch(Future::isDone));
                List<Future<?>> over = calls.stream().filter(Future::isDone).toList();
                assertThat(over).hasSize(1);
                assertThat(over.getFirst().exceptionNow())
                        .isInstanceOf(ChangeRefusedException.class)
                        .hasMessageContaining("busy with other files");
            } finally {
                answered.countDown();
            }
        } finally {
            region.world.programs(this::run);
        }
    }

    /** As the person: what comes after the words that make it so. */
    private ExecResult run(Execution execution) {
        List<String> words = execution.command();
        int shell = words.indexOf("/bin/sh");
        if (shell < 0) {
            return new ExecResult(0, "", "");
        }
        assertThat(words.subList(0, shell)).contains("--reuid=person", "--reset-env");
        try {
            var builder = new ProcessBuilder(words.subList(shell, words.size()));
            builder.environment().put("HOME", home.toString());
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            Path input = Files.writeString(folder.resolve("input"), execution.standardInput());
            builder.redirectInput(input.toFile());
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new ExecResult(process.exitValue(), output, "");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run a program", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
