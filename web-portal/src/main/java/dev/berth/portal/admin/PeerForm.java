package dev.berth.portal.admin;

import dev.berth.broker.region.PeerConnection;
import dev.berth.broker.region.RegionName;
import java.util.Arrays;
import java.util.Set;

/** A peer as it was typed. */
public record PeerForm(
        String region,
        String host,
        String port,
        String database,
        String user,
        String passwordFile,
        String tls,
        String rootCertificate) {

    static final Set<String> FIELDS =
            Set.of("region", "host", "port", "database", "user", "passwordFile", "tls", "rootCertificate");

    static PeerForm fresh() {
        return new PeerForm("", "", "5432", "berth", "berth_peer", "/etc/berth/peer.pgpass", "VERIFY_FULL", "");
    }

    RegionName name() {
        return new RegionName(region.strip());
    }

    PeerConnection connection() {
        return new PeerConnection(
                host.strip(),
                Problems.whole("port", port),
                database.strip(),
                user.strip(),
                passwordFile.strip(),
                Arrays.stream(PeerConnection.Tls.values())
                        .filter(one -> one.name().equals(tls))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("tls is '%s'; allowed are %s."
                                .formatted(tls, Arrays.toString(PeerConnection.Tls.values())))),
                rootCertificate.isBlank() ? null : rootCertificate.strip());
    }
}
