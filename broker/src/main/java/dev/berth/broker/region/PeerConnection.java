package dev.berth.broker.region;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How this region's database reaches a peer's. The password stays in a file; neither Berth nor the database keeps it.
 *
 * @param passwordFile on the machine of this region's database, in the format of libpq's password file, readable by
 *     PostgreSQL's account alone
 * @param rootCertificate a file there that vouches for the peer's certificate; null takes the machine's own store
 */
public record PeerConnection(
        String host,
        int port,
        String database,
        String user,
        String passwordFile,
        Tls tls,
        @Nullable String rootCertificate) {

    /** What the connection asks of TLS. */
    public enum Tls {
        /** None; for an address of the same machine alone. */
        OFF("disable"),
        /** Encrypted, whoever it is. */
        REQUIRE("require"),
        /** Encrypted, and the certificate is the host's. */
        VERIFY_FULL("verify-full");

        private final String mode;

        Tls(String mode) {
            this.mode = mode;
        }
    }

    private static final Pattern HOST = Pattern.compile("[0-9a-zA-Z][0-9a-zA-Z.-]{0,252}|[0-9a-fA-F:]{2,45}");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1");
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z_][0-9a-zA-Z_.-]{0,62}");
    private static final Pattern FILE = Pattern.compile("/[^\\p{Cntrl}'\\\\]{1,1000}");
    private static final int MOST_PORT = 65_535;

    public PeerConnection {
        require("host", host, HOST, "a host name or an IP address");
        if (port < 1 || port > MOST_PORT) {
            throw new IllegalArgumentException("port is " + port + "; allowed are 1 to " + MOST_PORT + ".");
        }
        require("database", database, NAME, "1 to 63 of letters, digits, '_', '.' and '-'");
        require("user", user, NAME, "1 to 63 of letters, digits, '_', '.' and '-'");
        require("passwordFile", passwordFile, FILE, "a whole path on the database's machine, without quotes");
        if (rootCertificate != null) {
            require("rootCertificate", rootCertificate, FILE, "a whole path on the database's machine, without quotes");
        }
        if (tls == Tls.OFF && !LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "tls is OFF for host '%s'; without TLS only this machine itself is allowed, such as 127.0.0.1."
                            .formatted(host));
        }
    }

    private static void require(String field, String value, Pattern allowed, String words) {
        if (!allowed.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " is '" + value + "'; allowed is " + words + ".");
        }
    }

    /** As libpq reads it. No value has a quote or a backslash. */
    String conninfo() {
        return "host='%s' port='%d' dbname='%s' user='%s' passfile='%s' sslmode='%s'%s application_name='berth' connect_timeout='5'"
                .formatted(
                        host,
                        port,
                        database,
                        user,
                        passwordFile,
                        tls.mode,
                        rootCertificate == null ? "" : " sslrootcert='" + rootCertificate + "'");
    }
}
