package dev.berth.bench.regions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates for addresses, made by openssl, and one root that vouches for them all. */
record Authority(Path folder) {

    static Authority make(Path folder) {
        var authority = new Authority(folder);
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=two-regions -addext keyUsage=critical,keyCertSign"
                + " -keyout " + authority.key("root") + " -out " + authority.root());
        return authority;
    }

    Path root() {
        return certificate("root");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    void certify(String name, String address) {
        try {
            Path extensions = folder.resolve(name + ".ext");
            Files.writeString(extensions, """
                    keyUsage=critical,digitalSignature,keyEncipherment
                    extendedKeyUsage=serverAuth
                    subjectAltName=IP:%s
                    """.formatted(address));
            Path request = folder.resolve(name + ".csr");
            openssl("req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + key(name) + " -out " + request);
            openssl("x509 -req -days 2 -in " + request + " -CA " + root() + " -CAkey " + key("root")
                    + " -CAcreateserial -extfile " + extensions + " -out " + certificate(name));
            Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a certificate in " + folder, e);
        }
    }

    /** For clients that trust these certificates alone. */
    SSLContext context() {
        try (InputStream in = Files.newInputStream(root())) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, (char @Nullable []) null);
            store.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot trust " + root(), e);
        }
    }

    /** No path of a run has a blank in it. */
    private static void openssl(String words) {
        Commands.run(("openssl " + words).split(" "));
    }
}
