package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A guest reaches nothing of its host's and no other guest, while its own session goes on. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("main-job")
class GuestIsolationTest {

    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final Duration PICTURE_LIMIT = Duration.ofSeconds(60);
    private static final int RDP = 3389;
    private static final int GUACD = 4822;

    /** QEMU's names, in a guest's user network, for the host's loopback. */
    private static final List<String> HOST_AS_GUESTS_SEE_IT = List.of("10.0.2.2", "fec0::2");

    private static Bed bed;

    @BeforeAll
    static void takeTheBed(Bed shared) {
        bed = shared;
        bed.awaitTemplates(READY_LIMIT);
    }

    @Test
    void aGuestReachesNeitherItsHostNorAnotherGuestWhileItsSessionGoesOn() {
        try (Visitor alice = Visitor.signIn(bed.berth().address(), "alice");
                Visitor bob = Visitor.signIn(bed.berth().address(), "bob")) {
            JsonNode alices = alice.opensTheDesktop(READY_LIMIT);
            JsonNode bobs = bob.opensTheDesktop(READY_LIMIT);
            String alicesSession = alices.get("id").asString();
            try (Line ofAlice = alice.connects(alicesSession);
                    Line ofBob = bob.connects(bobs.get("id").asString())) {
                bob.seesAPicture(bobs.get("id").asString(), PICTURE_LIMIT);
                JsonNode desktop = desktopOf(alices);
                int bobsDoor = bed.doorOf(desktopOf(bobs), RDP);
                for (int port : List.of(GUACD, bed.berth().port(), databasePort(), bobsDoor)) {
                    requireServed(port);
                    for (String host : hostAddresses()) {
                        assertThat(answerTo(desktop, host, port))
                                .as("what a guest gets from %s port %d", host, port)
                                .doesNotContain("connected");
                    }
                }
                assertThat(answerTo(desktop, "127.0.0.1", RDP))
                        .as("the way of asking tells a port that is open")
                        .contains("connected");
                alice.seesAPicture(alicesSession, PICTURE_LIMIT);
                assertThat(alice.session(alicesSession).get("state").asString()).isEqualTo("CONNECTED");
            }
        }
    }

    /** As a guest may call its host: by QEMU's names for it, and by the addresses that the host has on its networks. */
    private static List<String> hostAddresses() {
        List<String> addresses = new ArrayList<>(HOST_AS_GUESTS_SEE_IT);
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .forEach(addresses::add);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list this machine's addresses", e);
        }
        return addresses;
    }

    private static String answerTo(JsonNode desktop, String host, int port) {
        String ask = "timeout 4 bash -c 'exec 3<>/dev/tcp/%s/%d && echo connected' 2>&1 || echo refused"
                .formatted(host, port);
        String answer = bed.inGuest(desktop, "/bin/bash", "-c", ask);
        assertThat(answer).as("the question was asked").isNotBlank();
        return answer;
    }

    /** A port that nothing serves would be refused to anybody, and prove nothing. */
    private static void requireServed(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing answers on this machine's port " + port, e);
        }
    }

    private static JsonNode desktopOf(JsonNode session) {
        return bed.get("/api/v1/desktops/" + session.get("desktop").asString());
    }

    /** PostgreSQL writes its port into the fourth line of this file. */
    private static int databasePort() {
        try (var files = Files.find(bed.berth().data(), 5, (file, seen) -> file.endsWith("postmaster.pid"))) {
            Path pidFile = files.findFirst().orElseThrow(() -> new AssertionError("Berth runs no database of its own"));
            return Integer.parseInt(Files.readAllLines(pidFile).get(3).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find the database's port", e);
        }
    }
}
