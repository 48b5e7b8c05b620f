package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A real Samba Active Directory domain controller of its own, {@code corp.example.com}, on a loopback address of its
 * own, so that it has the usual ports and meets nobody else's. Needs root and Samba's programs; is ready in about 7 s.
 */
public final class SambaDomain implements AutoCloseable {

    public static final String DOMAIN = "corp.example.com";
    public static final String BASE = "DC=corp,DC=example,DC=com";

    private final SambaController controller;

    private SambaDomain(SambaController controller) {
        this.controller = controller;
    }

    /** Provisions a new domain in an empty folder, starts it, and adds the groups that give roles. */
    public static SambaDomain start(Path folder) {
        try {
            SambaDomain domain = new SambaDomain(SambaController.start(folder));
            for (String group : List.of("Berth Employees", "Berth Helpdesk", "Berth Admins", "Berth Auditors")) {
                domain.addGroup(group);
            }
            return domain;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a Samba domain in " + folder, e);
        }
    }

    public URI url() {
        return URI.create("ldaps://" + controller.address() + ":636");
    }

    public URI startTlsUrl() {
        return URI.create("ldap://" + controller.address() + ":389");
    }

    public String bindDn() {
        return SambaController.ADMINISTRATOR;
    }

    public Path bindPasswordFile() {
        return controller.bindPasswordFile();
    }

    public Path caFile() {
        return controller.caFile();
    }

    public void addUser(String name, String password, String... groups) {
        change("add user " + name, connection -> add(connection, name, password));
        Arrays.stream(groups).forEach(group -> addMember(group, name));
    }

    /** Many at once, named {@code prefix0}, {@code prefix1}, …, all in one group. */
    public void addUsers(String prefix, int count, String password, String group) {
        List<String> members = new ArrayList<>();
        change("add %d users".formatted(count), connection -> {
            for (int i = 0; i < count; i++) {
                add(connection, prefix + i, password);
                members.add(dn(prefix + i));
            }
            connection.modify(
                    dn(group), new Modification(ModificationType.ADD, "member", members.toArray(String[]::new)));
        });
    }

    private static void add(LDAPConnection connection, String name, String password) throws LDAPException {
        connection.add(
                dn(name),
                new Attribute("objectClass", "top", "person", "organizationalPerson", "user"),
                new Attribute("sAMAccountName", name),
                new Attribute("userPrincipalName", name + "@" + DOMAIN),
                new Attribute("userAccountControl", "512"),
                new Attribute("unicodePwd", ("\"" + password + "\"").getBytes(StandardCharsets.UTF_16LE)));
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
        controller.tool("user", "disable", name);
    }

    public void enable(String name) {
        controller.tool("user", "enable", name);
    }

    public void unlock(String name) {
        controller.tool("user", "unlock", name);
    }

    public void expire(String name) {
        controller.tool("user", "setexpiry", name, "--days=0");
    }

    public void mustChangePassword(String name, String password) {
        controller.tool("user", "setpassword", name, "--newpassword=" + password, "--must-change-at-next-login");
    }

    public void rename(String name, String newName) {
        controller.tool(
                "user",
                "rename",
                name,
                "--samaccountname=" + newName,
                "--upn=" + newName + "@" + DOMAIN,
                "--force-new-cn=" + newName);
    }

    public void delete(String name) {
        controller.tool("user", "delete", name);
    }

    public void setPrimaryGroup(String name, String group) {
        controller.tool("user", "setprimarygroup", name, group);
    }

    public void lockAfter(int wrongPasswords) {
        controller.tool("domain", "passwordsettings", "set", "--account-lockout-threshold=" + wrongPasswords);
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
        try (LDAPConnection connection = controller.connect()) {
            change.make(connection);
        } catch (LDAPException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot change the Samba domain: " + what, e);
        }
    }

    /** Makes the controller silent: it keeps its connections, takes new ones, and answers nothing. */
    public void fallSilent() {
        controller.signal("STOP");
    }

    public void speakAgain() {
        controller.signal("CONT");
    }

    @Override
    public void close() {
        controller.close();
    }
}
