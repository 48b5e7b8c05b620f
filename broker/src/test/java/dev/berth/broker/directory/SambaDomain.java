package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Samba Active Directory domain controller of its own, {@code corp.example.com}, on a loopback address of its
 * own, so that it has the usual ports and meets nobody else's. Needs root and Samba's programs; is ready in about 7 s.
 */
public final class SambaDomain implements AutoCloseable {

    public static final String DOMAIN = "corp.example.com";
    public static final String BASE = "DC=corp,DC=example,DC=com";

    private static final String ADMIN_PASSWORD = "Adm1n-Passw0rd!";

    private final Path folder;
    private final String address;
    private final Process samba;

    private SambaDomain(Path folder, String address) throws IOException {
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

    /** Provisions a new domain in an empty folder, starts it, and adds the groups that give roles. */
    public static SambaDomain start(Path folder) {
        try {
            SambaDomain domain = new SambaDomain(folder, freeAddress());
            domain.awaitReady();
            for (String group : List.of("Berth Employees", "Berth Helpdesk", "Berth Admins", "Berth Auditors")) {
                domain.addGroup(group);
            }
            return domain;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a Samba domain in " + folder, e);
        }
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
                "--realm=" + DOMAIN.toUpperCase(Locale.ROOT),
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
                "/CN=dc1." + DOMAIN,
                "-addext",
                "subjectAltName=DNS:dc1.%s,IP:%s".formatted(DOMAIN, address));
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
            Thread.onSpinWait();
        }
    }

    public URI url() {
        return URI.create("ldaps://" + address + ":636");
    }

    public URI startTlsUrl() {
        return URI.create("ldap://" + address + ":389");
    }

    public String bindDn() {
        return "CORP\\Administrator";
    }

    public Path bindPasswordFile() {
        return folder.resolve("administrator.password");
    }

    public Path caFile() {
        return folder.resolve("cert.pem");
    }

    public void addUser(String name, String password, String... groups) {
        tool("user", "create", name, password);
        Arrays.stream(groups).forEach(group -> addMember(group, name));
    }

    /** Many at once, named {@code prefix0}, {@code prefix1}, …, all in one group. */
    public void addUsers(String prefix, int count, String password, String group) {
        byte[] quoted = ("\"" + password + "\"").getBytes(StandardCharsets.UTF_16LE);
        List<String> members = new ArrayList<>();
        change("add %d users".formatted(count), connection -> {
            for (int i = 0; i < count; i++) {
                String name = prefix + i;
                connection.add(
                        dn(name),
                        new Attribute("objectClass", "top", "person", "organizationalPerson", "user"),
                        new Attribute("sAMAccountName", name),
                        new Attribute("userPrincipalName", name + "@" + DOMAIN),
                        new Attribute("userAccountControl", "512"),
                        new Attribute("unicodePwd", quoted));
                members.add(dn(name));
            }
            connection.modify(
                    dn(group), new Modification(ModificationType.ADD, "member", members.toArray(String[]::new)));
        });
    }

    public void addGroup(String name, String... parents) {
        change(
                "add group " + name,
                connection -> connection.add(
                        dn(name), new Attribute("objectClass", "top", "group"), new Attribute("sAMAccountName", name)));
        Arrays.stream(parents).forEach(parent -> addMember(parent, name));
    }

    /** An organisational unit; returns its DN. */
    public String addUnit(String name) {
        String dn = "OU=" + name + "," + BASE;
        change(
                "add unit " + name,
                connection -> connection.add(dn, new Attribute("objectClass", "top", "organizationalUnit")));
        return dn;
    }

    public void deleteUnit(String unit) {
        change("delete unit " + unit, connection -> connection.delete(unit));
    }

    /** A computer account as somebody else makes one. */
    public void addComputer(String unit, String name, String description) {
        change(
                "add computer " + name,
                connection -> connection.add(
                        "CN=" + name + "," + unit,
                        new Attribute("objectClass", "top", "person", "organizationalPerson", "user", "computer"),
                        new Attribute("sAMAccountName", name + "$"),
                        new Attribute("userAccountControl", "4128"),
                        new Attribute("description", description.isEmpty() ? "-" : description)));
    }

    public void deleteComputer(String unit, String name) {
        change("delete computer " + name, connection -> connection.delete("CN=" + name + "," + unit));
    }

    /** The objectGUIDs of computers in the unit, by name. */
    public Map<String, UUID> computers(String unit) {
        Map<String, UUID> found = new TreeMap<>();
        change(
                "read computers",
                connection -> connection
                        .search(unit, SearchScope.SUB, "(objectClass=computer)", "cn", "objectGUID")
                        .getSearchEntries()
                        .forEach(entry -> found.put(
                                entry.getAttributeValue("cn"),
                                PersonId.ofDirectory(entry.getAttributeValueBytes("objectGUID"))
                                        .objectGuid())));
        return found;
    }

    /** For a node whose directory this is. */
    public List<String> properties() {
        return List.of(
                "berth.directory.urls=" + url(),
                "berth.directory.bind-dn=" + bindDn(),
                "berth.directory.bind-password-file=" + bindPasswordFile(),
                "berth.directory.ca-file=" + caFile(),
                "berth.directory.probe-interval=500ms");
    }

    public void addMember(String group, String member) {
        set(group, new Modification(ModificationType.ADD, "member", dn(member)));
    }

    public void disable(String name) {
        tool("user", "disable", name);
    }

    public void enable(String name) {
        tool("user", "enable", name);
    }

    public void unlock(String name) {
        tool("user", "unlock", name);
    }

    public void expire(String name) {
        tool("user", "setexpiry", name, "--days=0");
    }

    public void mustChangePassword(String name, String password) {
        tool("user", "setpassword", name, "--newpassword=" + password, "--must-change-at-next-login");
    }

    public void rename(String name, String newName) {
        tool(
                "user",
                "rename",
                name,
                "--samaccountname=" + newName,
                "--upn=" + newName + "@" + DOMAIN,
                "--force-new-cn=" + newName);
    }

    public void delete(String name) {
        tool("user", "delete", name);
    }

    public void setPrimaryGroup(String name, String group) {
        tool("user", "setprimarygroup", name, group);
    }

    public void lockAfter(int wrongPasswords) {
        tool("domain", "passwordsettings", "set", "--account-lockout-threshold=" + wrongPasswords);
    }

    public void set(String name, String attribute, String value) {
        set(name, new Modification(ModificationType.REPLACE, attribute, value));
    }

    public void set(String name, Modification modification) {
        change("%s of %s".formatted(modification, name), connection -> connection.modify(dn(name), modification));
    }

    private static String dn(String name) {
        return "CN=%s,CN=Users,%s".formatted(name, BASE);
    }

    private interface Change {
        void make(LDAPConnection connection) throws LDAPException;
    }

    /** Over LDAP, as the administrator: a process of samba-tool takes a second for each change. */
    private void change(String what, Change change) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setResponseTimeoutMillis(10_000);
        try (LDAPConnection connection = new LDAPConnection(options, address, 389)) {
            connection.processExtendedOperation(
                    new StartTLSExtendedRequest(new SSLUtil(new TrustAllTrustManager()).createSSLContext()));
            connection.bind(bindDn(), ADMIN_PASSWORD);
            change.make(connection);
        } catch (LDAPException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot change the Samba domain: " + what, e);
        }
    }

    /** Makes the controller silent: it keeps its connections, takes new ones, and answers nothing. */
    public void fallSilent() {
        signal("STOP");
    }

    public void speakAgain() {
        signal("CONT");
    }

    private void signal(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        Stream.concat(Stream.of(samba.toHandle()), samba.descendants())
                .forEach(process -> command.add(Long.toString(process.pid())));
        run(command.toArray(String[]::new));
    }

    private void tool(String... arguments) {
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
