package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.SubtreeDeleteRequestControl;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Computer accounts in one organisational unit. What does not carry Berth's mark is never changed. Every method asks the
 * first controller that answers, and throws {@link DirectoryException} when none does; each may be repeated.
 */
public final class ComputerAccounts implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String[] ATTRIBUTES = {"objectGUID", "description"};
    private static final Filter COMPUTERS = Filter.createEqualityFilter("objectClass", "computer");

    /** An account of a computer that is a member of the domain. */
    private static final String WORKSTATION_TRUST = "4096";

    private final String base;
    private final String domainBase;
    private final DomainControllers controllers;

    ComputerAccounts(String base, DirectorySettings settings) {
        this.base = base;
        this.domainBase = "DC=" + String.join(",DC=", settings.domain().split("\\.", -1));
        this.controllers = new DomainControllers(settings);
    }

    /**
     * Makes the account of this name for the desktop, unless it is there. It has a password that nobody knows: whatever
     * joins the machine to the domain sets its own.
     */
    public ComputerOutcome make(String name, ComputerMark mark) {
        return controllers.ask((controller, connection) -> {
            Optional<ComputerOutcome> known = known(connection, name, mark);
            if (known.isPresent()) {
                return known.get();
            }
            try {
                connection.add(entry(name, mark));
            } catch (LDAPException e) {
                if (ConnectionPool.lost(e)) {
                    throw e;
                }
                return known(connection, name, mark).orElseGet(() -> refused(name, e));
            }
            return known(connection, name, mark)
                    .orElseThrow(() -> new LDAPException(
                            ResultCode.UNAVAILABLE, "the computer account " + name + " was made and is not seen yet"));
        });
    }

    /** Removes the account that carries this mark, whatever it is called now; false when there is none. */
    public boolean remove(ComputerMark mark) {
        return controllers.ask((controller, connection) -> {
            Filter ours =
                    Filter.createANDFilter(COMPUTERS, Filter.createEqualityFilter("description", mark.toString()));
            boolean removed = false;
            for (SearchResultEntry entry : new DirectoryReader(connection, base).all(ours, ATTRIBUTES)) {
                removed |= delete(connection, entry.getDN());
            }
            return removed;
        });
    }

    /** Every account in the unit that carries a mark of Berth's, of whatever region. */
    public List<ComputerAccount> marked() {
        return controllers.ask((controller, connection) -> {
            DirectoryReader reader = new DirectoryReader(connection, base);
            if (reader.at(base, "objectClass").isEmpty()) {
                throw new DirectoryException(
                        "The account that makes computer accounts cannot see '%s'. Let it read there, or correct berth.directory.computers.base."
                                .formatted(base));
            }
            List<ComputerAccount> found = new ArrayList<>();
            for (SearchResultEntry entry : reader.all(COMPUTERS, ATTRIBUTES)) {
                account(entry).ifPresent(found::add);
            }
            return found;
        });
    }

    /** What has the name already, anywhere in the domain. */
    private Optional<ComputerOutcome> known(LDAPConnection connection, String name, ComputerMark mark)
            throws LDAPException {
        Filter named = Filter.createEqualityFilter("sAMAccountName", samAccountName(name));
        Optional<SearchResultEntry> entry = new DirectoryReader(connection, domainBase)
                .some(1, named, ATTRIBUTES).stream().findFirst();
        return entry.map(there -> account(there)
                .filter(account -> account.mark().equals(mark))
                .<ComputerOutcome>map(ComputerOutcome.There::new)
                .orElseGet(() -> new ComputerOutcome.NameTaken(
                        "The name '%s' belongs to the computer account '%s' already, which is not this desktop's. It was left alone; remove or rename it, or choose another host name pattern, and retry."
                                .formatted(name, there.getDN()))));
    }

    private AddRequest entry(String name, ComputerMark mark) {
        String upper = name.toUpperCase(Locale.ROOT);
        return new AddRequest(
                new RDN("CN", upper) + "," + base,
                new Attribute("objectClass", "top", "person", "organizationalPerson", "user", "computer"),
                new Attribute("cn", upper),
                new Attribute("sAMAccountName", samAccountName(name)),
                new Attribute("userAccountControl", WORKSTATION_TRUST),
                new Attribute("description", mark.toString()),
                new Attribute("unicodePwd", ('"' + password() + '"').getBytes(StandardCharsets.UTF_16LE)));
    }

    private static String samAccountName(String name) {
        return name.toUpperCase(Locale.ROOT) + "$";
    }

    private static String password() {
        byte[] secret = new byte[48];
        RANDOM.nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret) + "aA1!";
    }

    private ComputerOutcome refused(String name, LDAPException e) {
        if (e.getResultCode().equals(ResultCode.ENTRY_ALREADY_EXISTS)) {
            return new ComputerOutcome.NameTaken(
                    "Something in '%s' is called '%s' already and is not this desktop's account. It was left alone; remove or rename it, or choose another host name pattern, and retry."
                            .formatted(base, name));
        }
        return new ComputerOutcome.NotAllowed(
                "The directory does not make the computer account '%s' in '%s': %s. Give the account in berth.directory.computers.bind-dn the right to create computers there."
                        .formatted(name, base, e.getMessage()));
    }

    /** With what hangs below it, such as a recovery key. Gone already is as good. */
    private static boolean delete(LDAPConnection connection, String dn) throws LDAPException {
        DeleteRequest request = new DeleteRequest(dn);
        try {
            connection.delete(request);
            return true;
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return false;
            }
            if (!e.getResultCode().equals(ResultCode.NOT_ALLOWED_ON_NONLEAF)) {
                throw e;
            }
            request.addControl(new SubtreeDeleteRequestControl());
            connection.delete(request);
            return true;
        }
    }

    private static Optional<ComputerAccount> account(SearchResultEntry entry) {
        byte[] guid = entry.getAttributeValueBytes("objectGUID");
        return guid == null
                ? Optional.empty()
                : ComputerMark.read(entry.getAttributeValue("description"))
                        .map(mark ->
                                new ComputerAccount(PersonId.ofDirectory(guid).objectGuid(), entry.getDN(), mark));
    }

    @Override
    public void close() {
        controllers.close();
    }
}
