package dev.berth.broker.directory;

import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.OperationType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A domain in this process with no one in it but the account that reads it, and the groups that give roles. */
public final class SmallDomain implements AutoCloseable {

    private static final String DOMAIN_SID = "S-1-5-21-11-22-33";

    public static final String PASSWORD = "R1ght-Passw0rd!";

    final InMemoryActiveDirectory server;
    private final Path readerPassword;
    private final List<ActiveDirectory> opened = new ArrayList<>();
    private long nextRid = 1000;

    public SmallDomain(InMemoryOperationInterceptor... before) {
        this(Set.of(), before);
    }

    /** @param writes what is allowed over LDAP besides reading */
    SmallDomain(Set<OperationType> writes, InMemoryOperationInterceptor... before) {
        server = new InMemoryActiveDirectory("corp.example.com", "CORP", DOMAIN_SID, writes, before);
        try {
            readerPassword = Files.createTempFile("reader", ".password");
            Files.writeString(readerPassword, "reader-secret\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.addUser("reader", "Directory Reader", anId(), nextRid++, "reader-secret");
        for (String group : List.of("Berth Employees", "Berth Helpdesk", "Berth Admins", "Berth Auditors")) {
            group(group);
        }
    }

    static PersonId anId() {
        return new PersonId(UUID.randomUUID());
    }

    /** An account with {@link #PASSWORD}, in these groups. */
    public PersonId user(String name, String... groups) {
        PersonId id = anId();
        server.addUser(name, name + " Tester", id, nextRid++, PASSWORD);
        Arrays.stream(groups).forEach(group -> server.addMember(group, name));
        return id;
    }

    public PersonId employee(String name) {
        return user(name, "Berth Employees");
    }

    /** A group that is a member of these. */
    public long group(String name, String... parents) {
        long rid = nextRid++;
        server.addGroup(name, anId(), rid);
        Arrays.stream(parents).forEach(parent -> server.addMember(parent, name));
        return rid;
    }

    /** The security identifier of a group by what {@link #group} returned. */
    public static GroupId sid(long rid) {
        return new GroupId(DOMAIN_SID + "-" + rid);
    }

    public void join(String name, String group) {
        server.addMember(group, name);
    }

    public void leave(String name, String group) {
        server.removeMember(group, name);
    }

    public void delete(String name) {
        server.delete(name);
    }

    public void disable(String name) {
        server.set(name, "userAccountControl", "514");
    }

    /** For a node whose directory this is. */
    public String[] properties() {
        return new String[] {
            "berth.directory.urls=" + server.url(),
            "berth.directory.bind-dn=CORP\\reader",
            "berth.directory.bind-password-file=" + readerPassword,
            "berth.directory.probe-interval=500ms"
        };
    }

    DirectorySettings settings(URI... urls) {
        return new DirectorySettings(
                urls.length == 0 ? List.of(server.url()) : List.of(urls),
                null,
                "corp.example.com",
                "CORP",
                "CORP\\reader",
                readerPassword,
                null,
                false,
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                true,
                DirectorySettings.RoleGroups.STANDARD,
                new DirectorySettings.Throttle(
                        5, Duration.ofMinutes(15), 300, Duration.ofMinutes(10), Duration.ofMillis(20)));
    }

    ActiveDirectory directory(URI... urls) {
        ActiveDirectory directory = new ActiveDirectory(settings(urls), Clock.systemUTC());
        opened.add(directory);
        return directory;
    }

    SignInResult signIn(ActiveDirectory directory, String name, String password) {
        return directory.authenticate(LoginName.parse(name, settings()).orElseThrow(), password);
    }

    boolean signsIn(ActiveDirectory directory, String name) {
        try {
            return signIn(directory, name, PASSWORD) instanceof SignInResult.SignedIn;
        } catch (DirectoryException e) {
            return false;
        }
    }

    @Override
    public void close() {
        opened.forEach(ActiveDirectory::close);
        server.close();
        try {
            Files.deleteIfExists(readerPassword);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
