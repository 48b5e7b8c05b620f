package dev.berth.broker.directory;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The directory for trying Berth out, with a few people in it: alice and bob work, helen helps, adam administers. Their
 * passwords are made at the first start and kept in the data folder in {@value #ACCOUNTS_FILE}, a line
 * {@code alice=PASSWORD} each; who they are is kept next to it, so that they are the same people after a restart.
 */
public final class EvaluationDirectory implements AutoCloseable {

    static final String ACCOUNTS_FILE = "evaluation-accounts.properties";
    static final String IDENTITIES_FILE = "evaluation-directory.properties";
    static final String READER_PASSWORD_FILE = "evaluation-directory.password";

    private static final String DOMAIN = "corp.example.com";
    private static final String NETBIOS = "CORP";
    private static final String READER = "berth-reader";

    /** Without letters and digits that look like others. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final SecureRandom random = new SecureRandom();

    private final Path folder;
    private final Map<String, String> passwords;
    private final Map<String, String> identities;
    private final InMemoryActiveDirectory server;
    private long nextRid = 1100;

    private EvaluationDirectory(Path folder) throws IOException {
        this.folder = folder;
        this.passwords = read(ACCOUNTS_FILE);
        this.identities = read(IDENTITIES_FILE);
        String sid = identities.computeIfAbsent(
                "domain.sid",
                unused -> "S-1-5-21-%d-%d-%d"
                        .formatted(random.nextInt(1 << 30), random.nextInt(1 << 30), random.nextInt(1 << 30)));
        this.server = new InMemoryActiveDirectory(DOMAIN, NETBIOS, sid);
    }

    /** Starts the directory with its people; they come to life when {@code folder} has none yet. */
    static EvaluationDirectory start(Path folder) {
        try {
            Files.createDirectories(folder);
            EvaluationDirectory directory = new EvaluationDirectory(folder);
            directory.populate();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot keep the evaluation accounts in '%s': %s. Make berth.data-dir a folder that Berth may write to."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private void populate() throws IOException {
        group("Berth Employees");
        group("Berth Helpdesk", "Berth Employees");
        group("Berth Admins", "Berth Employees");
        group("Berth Auditors", "Berth Employees");
        group("Engineering", "Berth Employees");
        group("Finance", "Berth Employees");
        person("alice", "Alice Archer", "Engineering");
        person("bob", "Bob Brandt", "Finance");
        person("helen", "Helen Hart", "Berth Helpdesk");
        person("adam", "Adam Ahn", "Berth Admins");
        String readerPassword = newPassword();
        server.addUser(READER, "Berth reader", identity(READER), nextRid++, readerPassword);
        write(READER_PASSWORD_FILE, readerPassword + "\n");
        write(ACCOUNTS_FILE, lines(passwords));
        write(IDENTITIES_FILE, lines(identities));
    }

    private void group(String name, String... parents) {
        server.addGroup(name, identity(name), nextRid++);
        List.of(parents).forEach(parent -> server.addMember(parent, name));
    }

    private void person(String name, String displayName, String group) {
        String password = passwords.computeIfAbsent(name, unused -> newPassword());
        server.addUser(name, displayName, identity(name), nextRid++, password);
        server.addMember(group, name);
    }

    private PersonId identity(String name) {
        return PersonId.of(identities.computeIfAbsent(
                name.replace(' ', '-') + ".guid", unused -> UUID.randomUUID().toString()));
    }

    /** The given settings turned to this directory; its roles and limits stay. */
    DirectorySettings turned(DirectorySettings settings) {
        return new DirectorySettings(
                List.of(server.url()),
                server.base(),
                DOMAIN,
                NETBIOS,
                NETBIOS + "\\" + READER,
                folder.resolve(READER_PASSWORD_FILE),
                null,
                false,
                settings.connectLimit(),
                settings.readLimit(),
                settings.probeInterval(),
                settings.tellLocked(),
                DirectorySettings.RoleGroups.STANDARD,
                settings.throttle());
    }

    private static String newPassword() {
        return random.ints(12, 0, LETTERS.length())
                .mapToObj(index -> LETTERS.substring(index, index + 1))
                .collect(Collectors.joining())
                .replaceAll("(.{4})(?=.)", "$1-");
    }

    private Map<String, String> read(String file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        Path path = folder.resolve(file);
        if (Files.exists(path)) {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(path)));
            properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        }
        return values;
    }

    private static String lines(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** Never half written, and never readable for others, not even for a moment. */
    private void write(String file, String content) throws IOException {
        Path written = Files.createTempFile(
                folder,
                file,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, content);
        Files.move(written, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        server.close();
    }
}
