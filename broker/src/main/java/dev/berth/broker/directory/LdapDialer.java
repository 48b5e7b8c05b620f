package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens connections to domain controllers: encrypted, to a host whose certificate bears its name, each step bounded. */
final class LdapDialer {

    private final DirectorySettings settings;
    private final SSLContext tls;

    LdapDialer(DirectorySettings settings) {
        this.settings = settings;
        this.tls = tls(settings.caFile());
    }

    /** A connection on which nobody is bound yet and whose every answer comes within {@code readLimit}. */
    LDAPConnection open(URI url, Duration connectLimit, Duration readLimit) throws LDAPException {
        boolean ldaps = url.getScheme().equals("ldaps");
        int port = url.getPort() >= 0 ? url.getPort() : ldaps ? 636 : 389;
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(Math.toIntExact(connectLimit.toMillis()));
        options.setResponseTimeoutMillis(readLimit.toMillis());
        options.setUseSynchronousMode(true);
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true, false));
        if (ldaps) {
            return new LDAPConnection(new BoundedHandshake(tls.getSocketFactory(), readLimit), options, host, port);
        }
        LDAPConnection connection = new LDAPConnection(options, host, port);
        if (!settings.startTls()) {
            return connection;
        }
        try {
            var answer = connection.processExtendedOperation(
                    new StartTLSExtendedRequest(new BoundedHandshake(tls.getSocketFactory(), readLimit)));
            if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(answer);
            }
            return connection;
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    private static SSLContext tls(@Nullable Path caFile) {
        try {
            return TrustedAuthorities.context(caFile);
        } catch (GeneralSecurityException | IOException e) {
            throw new DirectoryException(
                    "Cannot read the certificates in '%s': %s. Set berth.directory.ca-file to a PEM file that holds the"
                                    .formatted(caFile, e.getMessage())
                            + " certificate authority of the domain controllers.",
                    e);
        }
    }
}
