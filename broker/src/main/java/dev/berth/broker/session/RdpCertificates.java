package dev.berth.broker.session;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.HypervisorException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * By what the gateway knows that it talks to a desktop's own RDP server. A guest makes its certificate itself, at its
 * first boot and again when it becomes somebody's; the guest agent, which no network is part of, says which it is. It is
 * asked once after each start of a machine, before anybody connects.
 */
@Component
class RdpCertificates {

    private static final Logger LOG = LoggerFactory.getLogger(RdpCertificates.class);
    private static final List<String> SHOW = List.of("/bin/cat", "/etc/xrdp/cert.pem");
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int LONGEST_PEM = 16 * 1024;

    private final Desktops desktops;
    private final JdbcClient jdbc;
    private final Clock clock;

    RdpCertificates(Desktops desktops, JdbcClient jdbc, Clock clock) {
        this.desktops = desktops;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The SHA-256 of the certificate, in hexadecimal; empty where the guest has none that Berth knows of. */
    Optional<String> of(DesktopId desktop) {
        return jdbc.sql("select coalesce(rdp_fingerprint, '') from desktop where id = :desktop")
                .param("desktop", desktop.value())
                .query(String.class)
                .optional()
                .filter(known -> !known.isEmpty());
    }

    /**
     * Asks the guest, unless it was asked since its machine began to run. A guest that does not say keeps the one that it
     * had, and is asked again next time: what is another by now is refused then, and never taken unseen.
     */
    void learn(DesktopId desktop) {
        boolean known = jdbc.sql("""
                        select coalesce(rdp_fingerprint_at >= started_at, false) from desktop where id = :desktop
                        """)
                .param("desktop", desktop.value())
                .query(Boolean.class)
                .optional()
                .orElse(true);
        if (known) {
            return;
        }
        try {
            keep(desktop, desktops.machine(desktop).exec(SHOW, "", LIMIT));
        } catch (HypervisorException e) {
            LOG.warn(
                    "Cannot ask desktop {} for the certificate of its RDP server; the next ticket asks again: {}",
                    desktop,
                    e.getMessage(),
                    e);
        }
    }

    private void keep(DesktopId desktop, ExecResult shown) {
        Optional<String> fingerprint = shown.exitCode() == 0 ? fingerprint(shown.output()) : Optional.empty();
        if (fingerprint.isEmpty()) {
            LOG.info(
                    "Desktop {} has no certificate of its RDP server at {}, so connections to it are not tied to one.",
                    desktop,
                    SHOW.getLast());
        }
        jdbc.sql("update desktop set rdp_fingerprint = :fingerprint, rdp_fingerprint_at = :now where id = :desktop")
                .param("fingerprint", fingerprint.orElse(null))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("desktop", desktop.value())
                .update();
    }

    /** Of the first certificate in the text, which a guest wrote and which may be anything. */
    static Optional<String> fingerprint(String pem) {
        if (!pem.contains("-----BEGIN CERTIFICATE-----") || pem.length() > LONGEST_PEM) {
            return Optional.empty();
        }
        try {
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
        } catch (CertificateException e) {
            LOG.debug("A guest showed a certificate that is none: {}", e.getMessage(), e);
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }
}
