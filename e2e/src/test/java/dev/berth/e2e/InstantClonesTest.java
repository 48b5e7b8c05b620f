package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.Observation.PowerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Ten people who click for the first time at the same moment. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("main-job")
class InstantClonesTest {

    private static final int PEOPLE = 10;
    private static final Duration TEMPLATE_LIMIT = Duration.ofMinutes(4);
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);
    private static final String WHO_AM_I = """
            cat /proc/sys/kernel/random/boot_id /etc/hostname /proc/sys/kernel/hostname /etc/machine-id
            sha256sum < /etc/xrdp/key.pem
            sha256sum < /var/lib/systemd/random-seed
            od -An -N16 -tx1 /dev/urandom
            findmnt -no SOURCE /home
            """;

    private static Bed bed;

    @BeforeAll
    static void takeTheBed(Bed shared) {
        bed = shared;
        bed.domain().addUsers("newcomer", PEOPLE, Bed.PASSWORD, "Berth Employees");
        bed.awaitTemplates(TEMPLATE_LIMIT);
    }

    /** What a guest says of itself; the boot is the template's, everything else its own. */
    private record Identity(
            String boot,
            String nameOnDisk,
            String name,
            String machineId,
            String certificate,
            String seed,
            String random,
            String home) {

        static Identity of(JsonNode desktop) {
            List<String> lines = bed.inGuest(desktop, "/bin/bash", "-c", WHO_AM_I)
                    .lines()
                    .map(String::strip)
                    .toList();
            assertThat(lines).as("what %s says of itself", desktop).hasSize(8).doesNotContain("");
            return new Identity(
                    lines.get(0),
                    lines.get(1),
                    lines.get(2),
                    lines.get(3),
                    lines.get(4),
                    lines.get(5),
                    lines.get(6),
                    lines.get(7));
        }
    }

    @Test
    void tenFirstDesktopsAtOnceAllGetReadyAndEachIsSomebodysOwn() {
        List<Visitor> people = IntStream.range(0, PEOPLE)
                .mapToObj(i -> Visitor.signIn(bed.berth().address(), "newcomer" + i))
                .toList();
        try {
            List<JsonNode> desktops = new ArrayList<>();
            for (JsonNode session : openAllAtOnce(people)) {
                desktops.add(
                        bed.get("/api/v1/desktops/" + session.get("desktop").asString()));
            }
            assertThat(desktops)
                    .extracting(desktop -> desktop.get("state").asString())
                    .containsOnly("AVAILABLE");
            assertThat(desktops).extracting(bed::observe).containsOnly(new Observation.Present(PowerState.RUNNING));
            assertThat(desktops)
                    .extracting(desktop -> desktop.get("person").asString())
                    .doesNotHaveDuplicates();
            areEachTheirOwn(desktops);
            assertThat(desktops)
                    .extracting(InstantClonesTest::clockError)
                    .allMatch(error -> error.compareTo(CLOCK_TOLERANCE) <= 0);
        } finally {
            people.forEach(Visitor::close);
        }
    }

    private static List<JsonNode> openAllAtOnce(List<Visitor> people) {
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> openings = people.stream()
                    .map(person -> threads.submit(() -> person.opensTheDesktop(READY_LIMIT)))
                    .toList();
            List<JsonNode> sessions = new ArrayList<>();
            for (Future<JsonNode> opening : openings) {
                sessions.add(opening.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
            System.out.printf(
                    "Ten first desktops at once: ready after %d ms%n", (System.nanoTime() - start) / 1_000_000);
            return sessions;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("Not every desktop got ready", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while ten desktops were opened", e);
        }
    }

    private static void areEachTheirOwn(List<JsonNode> desktops) {
        List<Identity> identities = desktops.stream().map(Identity::of).toList();
        assertThat(identities)
                .extracting(Identity::boot)
                .as("all go on from one boot, the template's")
                .containsOnly(identities.getFirst().boot());
        assertThat(identities).extracting(Identity::machineId).doesNotHaveDuplicates();
        assertThat(identities).extracting(Identity::certificate).doesNotHaveDuplicates();
        assertThat(identities).extracting(Identity::seed).doesNotHaveDuplicates();
        assertThat(identities).extracting(Identity::random).doesNotHaveDuplicates();
        assertThat(identities).extracting(Identity::home).allMatch(source -> source.startsWith("/dev/vdb"));
        List<String> names = desktops.stream()
                .map(desktop -> desktop.get("hostname").asString())
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(identities).extracting(Identity::name).isEqualTo(names);
        assertThat(identities).extracting(Identity::nameOnDisk).isEqualTo(names);
    }

    /** How far the guest's clock may be from this machine's at most: the question itself takes a while. */
    private static Duration clockError(JsonNode desktop) {
        Instant before = Instant.now();
        String[] told = bed.inGuest(desktop, "/bin/date", "+%s %N").strip().split(" ");
        Instant after = Instant.now();
        Instant guests = Instant.ofEpochSecond(Long.parseLong(told[0]), Long.parseLong(told[1]));
        if (guests.isBefore(before)) {
            return Duration.between(guests, before);
        }
        return guests.isAfter(after) ? Duration.between(after, guests) : Duration.ZERO;
    }
}
