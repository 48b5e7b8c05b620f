package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The programs of a domain controller that is made for one test, and the folder that they work in. */
final class SambaController implements AutoCloseable {

    static final String ADMINISTRATOR = "CORP\\Administrator";

    private static final String ADMIN_PASSWORD = "Adm1n-Passw0rd!";

    private final Path folder;
    private final String address;
    private final Process samba;

    private SambaController(Path folder, String address) throws IOException {
        this.folder = folder;
        this.address = address;
        provision();
        this.samba = new ProcessBuilder(
                        "samba",
                        "-s",
                        config().toString(),
                        "--foreground",
                        "--no-process-group",
                        "--maximum-runtime=3600")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("samba.out").toFile())
                .start();
    }

    /** Provisions a new domain in an empty folder and starts it. */
    static SambaController start(Path folder) throws IOException {
        var controller = new SambaController(folder, freeAddress());
        controller.awaitReady();
        return controller;
    }

    private static String freeAddress() throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (true) {
            String address =
                    "127.%d.%d.%d".formatted(random.nextInt(64, 128), random.nextInt(256), random.nextInt(1, 255));
            try (ServerSocket ldaps = new ServerSocket(636, 1, InetAddress.getByName(address))) {
                return ldaps.getInetAddress().getHostAddress();
            } catch (BindException e) {
                continue; // somebody else's
            }
        }
    }

    private Path config() {
        return folder.resolve("etc/smb.conf");
    }

    private Path database() {
        return folder.resolve("private/sam.ldb");
    }

    private void provision() throws IOException {
        run(
                "samba-tool",
                "domain",
                "provision",
                "--realm=" + SambaDomain.DOMAIN.toUpperCase(Locale.ROOT),
                "--domain=CORP",
                "--adminpass=" + ADMIN_PASSWORD,
                "--server-role=dc",
                "--dns-backend=NONE",
                "--host-name=dc1",
                "--targetdir=" + folder,
                "--option=interfaces=" + address + "/8",
                "--option=bind interfaces only=yes",
                "--option=server services=ldap",
                "--option=vfs objects=");
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-out",
                caFile().toString(),
                "-subj",
                "/CN=dc1." + SambaDomain.DOMAIN,
                "-addext",
                "subjectAltName=DNS:dc1.%s,IP:%s".formatted(SambaDomain.DOMAIN, address));
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(bindPasswordFile(), ADMIN_PASSWORD + "\n");
        Files.writeString(config(), """
                [global]
                workgroup = CORP
                realm = CORP.EXAMPLE.COM
                netbios name = DC1
                server role = active directory domain controller
                server services = ldap
                interfaces = %2$s/8
                bind interfaces only = yes
                private dir = %1$s/private
                state directory = %1$s/state
                cache directory = %1$s/cache
                lock directory = %1$s
                pid directory = %1$s
                ncalrpc dir = %1$s/ncalrpc
                winbindd socket directory = %1$s/winbindd
                ntp signd socket directory = %1$s/ntp_signd
                log file = %1$s/log.samba
                logging = file
                vfs objects =
                tls certfile = %1$s/cert.pem
                tls keyfile = %1$s/key.pem
                tls cafile = %1$s/cert.pem
                """.formatted(folder, address));
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try (LDAPConnection connection = new LDAPConnection(address, 389)) {
                if (connection.getRootDSE() != null) {
                    return;
                }
            } catch (LDAPException e) {
                if (!samba.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("Samba does not start; see " + folder.resolve("samba.out"), e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    String address() {
        return address;
    }

    /** The administrator's. */
    Path bindPasswordFile() {
        return folder.resolve("administrator.password");
    }

    Path caFile() {
        return folder.resolve("cert.pem");
    }

    /** As the administrator, over LDAP. */
    LDAPConnection connect() throws LDAPException, GeneralSecurityException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setResponseTimeoutMillis(10_000);
        LDAPConnection connection = new LDAPConnection(options, address, 389);
        try {
            connection.processExtendedOperation(
                    new StartTLSExtendedRequest(new SSLUtil(new TrustAllTrustManager()).createSSLContext()));
            connection.bind(ADMINISTRATOR, ADMIN_PASSWORD);
            return connection;
        } catch (LDAPException | GeneralSecurityException e) {
            connection.close();
            throw e;
        }
    }

    /** To all of its processes. */
    void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        Stream.concat(Stream.of(samba.toHandle()), samba.descendants())
                .forEach(process -> command.add(Long.toString(process.pid())));
        run(command.toArray(String[]::new));
    }

    /** Runs samba-tool on its database. */
    void tool(String... arguments) {
        List<String> command = new ArrayList<>(List.of("samba-tool"));
        command.addAll(List.of(arguments));
        command.add("--configfile=" + config());
        command.addAll(List.of("-H", database().toString()));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) {
        try {
            Path output = Files.createTempFile("samba-domain", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "%s: %s".formatted(String.join(" ", command), Files.readString(output)));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command[0], e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> family =
                Stream.concat(samba.descendants(), Stream.of(samba.toHandle())).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(
                process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }
}
