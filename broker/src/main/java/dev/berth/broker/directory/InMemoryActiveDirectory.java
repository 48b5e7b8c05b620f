package dev.berth.broker.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.schema.Schema;
import java.net.InetAddress;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A directory in this process that speaks LDAP on a loopback port and behaves as Active Directory does, as far as
 * signing in and reading people and groups goes. It is written to through this class only; over LDAP it can be read.
 */
final class InMemoryActiveDirectory implements AutoCloseable {

    /** The relative identifier of Domain Users, every account's primary group unless it has another. */
    static final long DOMAIN_USERS = 513;

    private static final String NEVER = Long.toString(Long.MAX_VALUE);

    private final String base;
    private final String domain;
    private final String domainSid;
    private final ActiveDirectoryManners manners;
    private final InMemoryDirectoryServer server;

    /**
     * @param domain the domain's DNS name
     * @param netbios the domain's short name
     * @param domainSid what the identifiers of its accounts and groups start with, {@code S-1-5-21-1-2-3}
     * @param before sees each request before this directory does, and may change or refuse it
     */
    InMemoryActiveDirectory(String domain, String netbios, String domainSid, InMemoryOperationInterceptor... before) {
        this(domain, netbios, domainSid, Set.of(), before);
    }

    /** @param writes what is allowed over LDAP besides reading */
    InMemoryActiveDirectory(
            String domain,
            String netbios,
            String domainSid,
            Set<OperationType> writes,
            InMemoryOperationInterceptor... before) {
        this.domain = domain;
        this.base = "DC=" + domain.replace(".", ",DC=");
        this.domainSid = domainSid;
        try {
            this.manners = new ActiveDirectoryManners(netbios, domain, base);
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(base);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("loopback", InetAddress.getLoopbackAddress(), 0, null));
            config.setSchema(Schema.mergeSchemas(Schema.getDefaultStandardSchema(), ActiveDirectoryManners.schema()));
            config.setEnforceAttributeSyntaxCompliance(false);
            config.setGenerateOperationalAttributes(false);
            config.setEqualityIndexAttributes(
                    "distinguishedName", "objectGUID", "objectSid", "sAMAccountName", "userPrincipalName");
            config.setReferentialIntegrityAttributes("member", "memberOf");
            Set<OperationType> authenticated = EnumSet.of(OperationType.SEARCH);
            authenticated.addAll(writes);
            config.setAuthenticationRequiredOperationTypes(authenticated);
            authenticated.addAll(Set.of(OperationType.BIND, OperationType.EXTENDED));
            config.setAllowedOperationTypes(authenticated);
            List.of(before).forEach(config::addInMemoryOperationInterceptor);
            manners.attachTo(config);
            this.server = new InMemoryDirectoryServer(config);
            manners.serve(server);
            server.add(new Entry(
                    base,
                    new Attribute("objectClass", "top", "domain"),
                    new Attribute("dc", domain.split("\\.", -1)[0])));
            server.add("CN=Users," + base, new Attribute("objectClass", "top", "container"));
            addGroup("Domain Users", PersonId.of("00000000-0000-0000-0000-000000000513"), DOMAIN_USERS);
            server.startListening();
        } catch (LDAPException e) {
            throw new DirectoryException(
                    "Cannot start the evaluation directory: %s. Set berth.directory.urls to use your own."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    URI url() {
        return URI.create("ldap://127.0.0.1:" + server.getListenPort());
    }

    String base() {
        return base;
    }

    String dn(String name) {
        return new RDN("CN", name) + ",CN=Users," + base;
    }

    void addUser(String name, String displayName, PersonId id, long rid, String password) {
        String first = displayName.split(" ", 2)[0];
        String last = displayName.substring(first.length()).strip();
        add(
                name,
                id,
                rid,
                new Attribute("objectClass", "top", "person", "user"),
                new Attribute("userPrincipalName", name + "@" + domain),
                new Attribute("displayName", displayName),
                new Attribute("givenName", first),
                new Attribute("sn", last.isEmpty() ? first : last),
                new Attribute("mail", name + "@" + domain),
                new Attribute("userAccountControl", "512"),
                new Attribute("msDS-User-Account-Control-Computed", "0"),
                new Attribute("accountExpires", NEVER),
                new Attribute("pwdLastSet", "133000000000000000"),
                new Attribute("primaryGroupID", Long.toString(DOMAIN_USERS)));
        setPassword(id, password);
    }

    void addGroup(String name, PersonId id, long rid) {
        add(name, id, rid, new Attribute("objectClass", "top", "group"));
    }

    private void add(String name, PersonId id, long rid, Attribute... attributes) {
        Entry entry = new Entry(dn(name), attributes);
        entry.addAttribute("cn", name);
        entry.addAttribute("sAMAccountName", name);
        entry.addAttribute("distinguishedName", dn(name));
        entry.addAttribute("objectGUID", id.directoryBytes());
        entry.addAttribute("objectSid", new GroupId(domainSid + "-" + rid).directoryBytes());
        change("add " + name, () -> server.add(entry));
    }

    /** Both by common name. Active Directory keeps the two sides of a membership in step, and so does this. */
    void addMember(String group, String member) {
        change("add %s to %s".formatted(member, group), () -> {
            server.modify(dn(group), new Modification(ModificationType.ADD, "member", dn(member)));
            server.modify(dn(member), new Modification(ModificationType.ADD, "memberOf", dn(group)));
        });
    }

    void removeMember(String group, String member) {
        change("remove %s from %s".formatted(member, group), () -> {
            server.modify(dn(group), new Modification(ModificationType.DELETE, "member", dn(member)));
            server.modify(dn(member), new Modification(ModificationType.DELETE, "memberOf", dn(group)));
        });
    }

    void setPassword(PersonId id, String password) {
        manners.setPassword(id, password);
    }

    /** Sets an attribute of what has this common name; without values the attribute goes. */
    void set(String name, String attribute, String... values) {
        change(
                "set %s of %s".formatted(attribute, name),
                () -> server.modify(dn(name), new Modification(ModificationType.REPLACE, attribute, values)));
    }

    /** A new name as an administrator gives one: common name, account name and principal name. */
    void rename(String name, String newName) {
        change("rename %s to %s".formatted(name, newName), () -> {
            server.modifyDN(dn(name), new RDN("CN", newName).toString(), true);
            set(newName, "sAMAccountName", newName);
            set(newName, "userPrincipalName", newName + "@" + domain);
            set(newName, "distinguishedName", new DN(dn(newName)).toString());
        });
    }

    void delete(String name) {
        change("delete " + name, () -> server.delete(dn(name)));
    }

    private interface Change {
        void make() throws LDAPException;
    }

    private static void change(String what, Change change) {
        try {
            change.make();
        } catch (LDAPException e) {
            throw new DirectoryException("The evaluation directory cannot %s: %s".formatted(what, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
