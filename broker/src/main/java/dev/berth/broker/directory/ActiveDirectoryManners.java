package dev.berth.broker.directory;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchEntry;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReadOnlySearchRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Active Directory does otherwise than a plain LDAP server: three forms of a name in a bind, refusals with a
 * Windows error code, and long attributes in ranges. Passwords are kept here and not in entries, where a search could
 * find them.
 */
final class ActiveDirectoryManners extends InMemoryOperationInterceptor {

    private static final int RANGE_SIZE = 1500;
    private static final Pattern RANGE = Pattern.compile("(?i)memberOf;range=(\\d{1,6})-\\*");
    private static final String ACCEPTED = "cn=accepted";

    private final String netbios;
    private final String domain;
    private final String base;
    private final String acceptedPassword = UUID.randomUUID().toString();
    private final Map<PersonId, String> passwords = new ConcurrentHashMap<>();
    private volatile @Nullable InMemoryDirectoryServer served;

    ActiveDirectoryManners(String netbios, String domain, String base) {
        this.netbios = netbios;
        this.domain = domain;
        this.base = base;
    }

    void attachTo(InMemoryDirectoryServerConfig config) throws LDAPException {
        config.addInMemoryOperationInterceptor(this);
        config.addAdditionalBindCredentials(ACCEPTED, acceptedPassword);
    }

    void serve(InMemoryDirectoryServer server) {
        served = server;
    }

    void setPassword(PersonId id, String password) {
        passwords.put(id, password);
    }

    private InMemoryDirectoryServer server() throws LDAPException {
        InMemoryDirectoryServer server = served;
        if (server == null) {
            throw new LDAPException(ResultCode.UNAVAILABLE, "the directory is starting");
        }
        return server;
    }

    @Override
    public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
        String name = request.getRequest().getBindDN();
        String password = request.getRequest().getPassword().stringValue();
        if (password.isEmpty()) {
            return;
        }
        SearchResultEntry account = account(name);
        if (account == null) {
            throw refusal("52e");
        }
        AccountEntry entry = AccountEntry.of(account, List.of(), Instant.now());
        if (entry.state() == AccountState.LOCKED) {
            throw refusal("775");
        }
        String right = passwords.get(entry.id());
        if (right == null || !MessageDigest.isEqual(bytes(right), bytes(password))) {
            throw refusal("52e");
        }
        switch (entry.state()) {
            case ACTIVE, LOCKED -> request.setRequest(new SimpleBindRequest(ACCEPTED, acceptedPassword));
            case DISABLED -> throw refusal("533");
            case EXPIRED -> throw refusal("701");
            case PASSWORD_EXPIRED -> throw refusal("532");
            case PASSWORD_MUST_CHANGE -> throw refusal("773");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static LDAPException refusal(String data) {
        return new LDAPException(
                ResultCode.INVALID_CREDENTIALS,
                "80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data %s, v4563"
                        .formatted(data));
    }

    private @Nullable SearchResultEntry account(String name) throws LDAPException {
        int backslash = name.indexOf('\\');
        if (DN.isValidDN(name)) {
            SearchResultEntry entry = server().getEntry(name);
            return entry != null && entry.hasAttribute("objectGUID") ? entry : null;
        }
        if (name.contains("@")) {
            SearchResultEntry own = only("userPrincipalName", name);
            String suffix = "@" + domain;
            return own != null || !name.endsWith(suffix)
                    ? own
                    : only("sAMAccountName", name.substring(0, name.length() - suffix.length()));
        }
        return backslash > 0 && name.substring(0, backslash).equalsIgnoreCase(netbios)
                ? only("sAMAccountName", name.substring(backslash + 1))
                : null;
    }

    private @Nullable SearchResultEntry only(String attribute, String value) throws LDAPException {
        Filter filter = Filter.createANDFilter(
                Filter.createEqualityFilter("objectClass", "user"), Filter.createEqualityFilter(attribute, value));
        List<SearchResultEntry> entries =
                server().search(base, SearchScope.SUB, filter).getSearchEntries();
        return entries.size() == 1 ? entries.getFirst() : null;
    }

    @Override
    public void processSearchRequest(InMemoryInterceptedSearchRequest intercepted) {
        ReadOnlySearchRequest asked = intercepted.getRequest();
        List<String> attributes = new ArrayList<>(asked.getAttributeList());
        for (String attribute : asked.getAttributeList()) {
            Matcher range = RANGE.matcher(attribute);
            if (range.matches()) {
                intercepted.setProperty("from", Integer.valueOf(range.group(1)));
                attributes.add("memberOf");
            }
        }
        SearchRequest request = new SearchRequest(
                asked.getBaseDN(),
                asked.getScope(),
                asked.getDereferencePolicy(),
                asked.getSizeLimit(),
                asked.getTimeLimitSeconds(),
                asked.typesOnly(),
                asked.getFilter(),
                attributes.toArray(String[]::new));
        request.setControls(asked.getControlList());
        intercepted.setRequest(request);
    }

    @Override
    public void processSearchEntry(InMemoryInterceptedSearchEntry intercepted) {
        SearchResultEntry entry = intercepted.getSearchEntry();
        String[] values = entry.getAttributeValues("memberOf");
        int from = intercepted.getProperty("from") instanceof Integer number ? number : 0;
        if (values == null || values.length <= RANGE_SIZE) {
            return;
        }
        int end = Math.min(values.length, from + RANGE_SIZE);
        String name = "memberOf;range=%d-%s".formatted(from, end == values.length ? "*" : Integer.toString(end - 1));
        Entry ranged = entry.duplicate();
        ranged.removeAttribute("memberOf");
        ranged.addAttribute(new Attribute("memberOf"));
        if (from < end) {
            ranged.addAttribute(new Attribute(name, Arrays.copyOfRange(values, from, end)));
        }
        intercepted.setSearchEntry(new SearchResultEntry(ranged));
    }

    /** What Active Directory adds to the standard schema, as far as it is used here. */
    static Schema schema() throws LDAPException {
        String text = "1.3.6.1.4.1.1466.115.121.1.15";
        String number = "1.3.6.1.4.1.1466.115.121.1.27";
        String octets = "1.3.6.1.4.1.1466.115.121.1.40";
        String name = "1.3.6.1.4.1.1466.115.121.1.12";
        Entry entry = new Entry("cn=schema");
        entry.addAttribute("objectClass", "top", "ldapSubEntry", "subschema");
        entry.addAttribute(
                "attributeTypes",
                attribute("1.2.840.113556.1.4.2", "objectGUID", "octetStringMatch", octets, true),
                attribute("1.2.840.113556.1.4.146", "objectSid", "octetStringMatch", octets, true),
                attribute("1.2.840.113556.1.4.221", "sAMAccountName", "caseIgnoreMatch", text, true),
                attribute("1.2.840.113556.1.4.656", "userPrincipalName", "caseIgnoreMatch", text, true),
                attribute("1.2.840.113556.1.4.8", "userAccountControl", "integerMatch", number, true),
                attribute(
                        "1.2.840.113556.1.4.1460", "msDS-User-Account-Control-Computed", "integerMatch", number, true),
                attribute("1.2.840.113556.1.4.159", "accountExpires", "integerMatch", number, true),
                attribute("1.2.840.113556.1.4.662", "lockoutTime", "integerMatch", number, true),
                attribute("1.2.840.113556.1.4.96", "pwdLastSet", "integerMatch", number, true),
                attribute("1.2.840.113556.1.4.98", "primaryGroupID", "integerMatch", number, true),
                attribute("1.2.840.113556.1.2.141", "department", "caseIgnoreMatch", text, true),
                attribute("1.2.840.113556.1.2.146", "company", "caseIgnoreMatch", text, true),
                attribute("1.2.840.113556.1.4.261", "division", "caseIgnoreMatch", text, true),
                attribute("1.2.840.113556.1.2.102", "memberOf", "distinguishedNameMatch", name, false),
                attribute("2.5.4.49.1", "distinguishedName", "distinguishedNameMatch", name, true));
        String common =
                "cn $ sAMAccountName $ distinguishedName $ objectGUID $ objectSid $ memberOf $ displayName $ mail";
        entry.addAttribute(
                "objectClasses",
                "( 1.2.840.113556.1.5.9 NAME 'user' SUP person STRUCTURAL MAY ( " + common
                        + " $ userPrincipalName $ givenName $ userAccountControl $ msDS-User-Account-Control-Computed"
                        + " $ accountExpires $ lockoutTime $ pwdLastSet $ primaryGroupID $ department $ company $ division"
                        + " $ title $ l $ c $ employeeType $ physicalDeliveryOfficeName ) )",
                "( 1.2.840.113556.1.3.30 NAME 'computer' SUP user STRUCTURAL )",
                "( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MAY ( " + common + " $ member ) )",
                "( 1.2.840.113556.1.3.23 NAME 'container' SUP top STRUCTURAL MUST cn )");
        return new Schema(entry);
    }

    private static String attribute(String oid, String name, String equality, String syntax, boolean single) {
        return "( %s NAME '%s' EQUALITY %s SYNTAX %s%s )"
                .formatted(oid, name, equality, syntax, single ? " SINGLE-VALUE" : "");
    }
}
