package dev.berth.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.GuestUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which certificate a guest has, as its agent says. */
class RdpCertificatesTest {

    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBdDCCARugAwIBAgIUU0o8EjSy9nZ1aegmvr7hr4+6TYMwCgYIKoZIzj0EAwIw
            EDEOMAwGA1UEAwwFZ3Vlc3QwHhcNMjYxMTIyMjEwMDU1WhcNMzYxMTE5MjEwMDU1
            WjAQMQ4wDAYDVQQDDAVndWVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIKz
            4p2ViNtMfgpvHHNw/1L/kQ4dTX/JJJVJsn6QzBMxlbWoSxxTjo5X3yxcq6kNcQCb
            0tFubN5dSeo8g9kDz/ujUzBRMB0GA1UdDgQWBBSa2I923He9bUHdVkRvajI60w1u
            ijAfBgNVHSMEGDAWgBSa2I923He9bUHdVkRvajI60w1uijAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0cAMEQCIHEAgb8D92XD+Hoi/b+zjoFtkFe4yW9uI2xN
            DKhDCXK0AiBogUBuxwGwjsV5OeSSQhCCS+2cgfxTUN1C3QP7a52uRw==
            -----END CERTIFICATE-----
            """;
    private static final String SHA_256 = "8469ee53263f02da82f042693d233e82c3bb1011b3b83dcae9055d3ae7259d01";

    private final AtomicInteger asked = new AtomicInteger();
    private final SessionRegion region = new SessionRegion();

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void theGatewayLearnsItFromTheGuestOnceForEachStart() {
        guestShows(PEM);
        Person alice = region.signedIn("alice", Role.EMPLOYEE);
        SessionId session = region.ready(alice, region.desktop());
        region.ticket(alice, session);
        region.ticket(alice, session);

        var desktop = region.desktopOf(session).id();
        assertThat(region.granted(alice, session).target().certificate()).contains(SHA_256);
        assertThat(asked).hasValue(1);

        region.jdbc()
                .sql("update desktop set started_at = rdp_fingerprint_at + interval '1 second'")
                .update();
        region.clock.forward(Duration.ofSeconds(2));
        guestShows("no certificate");
        assertThat(region.granted(alice, session).target().certificate()).isEmpty();
        region.ticket(alice, session);
        assertThat(asked).hasValue(2);
        assertThat(region.get(RdpCertificates.class).of(desktop)).isEmpty();
    }

    @Test
    void aGuestThatDoesNotSayIsConnectedToAsItWasKnown() {
        guestShows(PEM);
        Person bob = region.signedIn("bob", Role.EMPLOYEE);
        SessionId session = region.ready(bob, region.desktop());
        region.ticket(bob, session);
        region.jdbc()
                .sql("update desktop set started_at = rdp_fingerprint_at + interval '1 second'")
                .update();
        region.world.programs(execution -> {
            throw new GuestUnavailableException("the agent runs no programs");
        });
        assertThat(region.granted(bob, session).target().certificate()).contains(SHA_256);
    }

    @Test
    void whatIsNoCertificateIsNone() {
        String nonsense = "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n";
        for (String text : List.of("", "hello", nonsense, PEM + "x".repeat(20_000), "\u0000")) {
            assertThat(RdpCertificates.fingerprint(text)).isEmpty();
        }
        assertThat(RdpCertificates.fingerprint(PEM)).contains(SHA_256);
    }

    private void guestShows(String text) {
        region.world.programs(execution -> {
            if (execution.command().equals(List.of("/bin/cat", "/etc/xrdp/cert.pem"))) {
                asked.incrementAndGet();
                return new ExecResult(0, text, "");
            }
            return new ExecResult(0, "", "");
        });
    }
}
