package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import dev.berth.broker.directory.LoginName.AccountName;
import dev.berth.broker.directory.LoginName.PrincipalName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The entries of people, looked up over one connection. Every value goes into a filter as a value, never as text. */
final class AccountEntries {

    /** Computers and managed service accounts are users too in Active Directory, and nobody signs in as one. */
    private static final Filter PEOPLE = Filter.createANDFilter(
            Filter.createEqualityFilter("objectClass", "user"),
            Filter.createNOTFilter(Filter.createEqualityFilter("objectClass", "computer")));

    private static final List<String> SEARCHED =
            List.of("sAMAccountName", "userPrincipalName", "displayName", "mail", "givenName", "sn");

    private final DirectoryReader reader;
    private final String base;
    private final Clock clock;

    AccountEntries(DirectoryReader reader, String base, Clock clock) {
        this.reader = reader;
        this.base = base;
        this.clock = clock;
    }

    /** A walk over groups on the same connection. */
    GroupWalk walk() {
        return new GroupWalk(reader);
    }

    /**
     * The one account that a typed name means. A principal name that nobody has as their own means the account that
     * its prefix names only if that account has no principal name at all: otherwise it is somebody else's name.
     */
    Optional<AccountEntry> find(LoginName login) throws LDAPException {
        return switch (login) {
            case AccountName(String value) -> only("sAMAccountName", value);
            case PrincipalName(String value, Optional<String> implicitAccount) -> {
                Optional<AccountEntry> own = only("userPrincipalName", value);
                yield own.isPresent() || implicitAccount.isEmpty()
                        ? own
                        : only("sAMAccountName", implicitAccount.get())
                                .filter(account -> account.userPrincipalName() == null);
            }
        };
    }

    private Optional<AccountEntry> only(String attribute, String value) throws LDAPException {
        List<AccountEntry> found =
                entries(reader.some(2, people(Filter.createEqualityFilter(attribute, value)), AccountEntry.ATTRIBUTES));
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    Optional<AccountEntry> at(String dn) throws LDAPException {
        Optional<SearchResultEntry> entry = reader.at(dn, AccountEntry.ATTRIBUTES);
        return entry.isPresent() ? Optional.of(entry(entry.get())) : Optional.empty();
    }

    List<AccountEntry> byId(Collection<PersonId> ids) throws LDAPException {
        List<Filter> any = ids.stream()
                .map(id -> Filter.createEqualityFilter("objectGUID", id.directoryBytes()))
                .toList();
        return entries(reader.all(people(Filter.createORFilter(any)), AccountEntry.ATTRIBUTES));
    }

    List<AccountEntry> startingWith(String text, int limit) throws LDAPException {
        Stream<Filter> any = SEARCHED.stream().map(name -> Filter.createSubInitialFilter(name, text));
        return entries(reader.some(limit, people(Filter.createORFilter(any.toList())), AccountEntry.ATTRIBUTES));
    }

    /** An account that may no longer look at the directory finds nobody there, which must not read as "all gone". */
    void requireBase() throws LDAPException {
        if (reader.at(base, "objectClass").isEmpty()) {
            throw new DirectoryException(
                    "The account in berth.directory.bind-dn cannot see '%s'. Let it read there, or correct berth.directory.base-dn."
                            .formatted(base));
        }
    }

    private static Filter people(Filter condition) {
        return Filter.createANDFilter(PEOPLE, condition);
    }

    private List<AccountEntry> entries(List<SearchResultEntry> found) throws LDAPException {
        List<AccountEntry> entries = new ArrayList<>();
        for (SearchResultEntry one : found) {
            entries.add(entry(one));
        }
        return entries;
    }

    private AccountEntry entry(SearchResultEntry entry) throws LDAPException {
        return AccountEntry.of(entry, reader.values(entry, "memberOf"), clock.instant());
    }
}
