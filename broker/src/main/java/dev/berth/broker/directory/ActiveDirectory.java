package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import dev.berth.broker.directory.SignInResult.Refused;
import dev.berth.broker.directory.SignInResult.SignedIn;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * People, groups and passwords as one Active Directory domain knows them. Every method asks the first controller that
 * answers, and throws {@link DirectoryException} when none does.
 */
public final class ActiveDirectory implements AutoCloseable {

    private static final int SEARCH_LIMIT = 50;
    private static final int IDS_PER_SEARCH = 100;

    private final DirectorySettings settings;
    private final Clock clock;
    private final DomainControllers controllers;

    public ActiveDirectory(DirectorySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.controllers = new DomainControllers(settings);
    }

    /** Checks a password. A wrong one and an unknown name take the same steps and end alike. */
    SignInResult authenticate(LoginName login, String password) {
        if (!Passwords.maybeRight(password)) {
            throw new IllegalArgumentException(
                    "password is empty, blank, too long or holds a NUL; such a one must not reach a directory");
        }
        return controllers.ask((controller, connection) -> {
            AccountEntries accounts = entries(connection);
            Optional<AccountEntry> found = accounts.find(login);
            String dn = found.isPresent() ? found.get().dn() : nobody();
            BindResult bind = controller.tryBind(dn, password);
            if (found.isEmpty()) {
                return new Refused(new SignInRefusal.WrongNameOrPassword(), "no account has this name");
            }
            if (bind.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
                return BindDiagnosis.of(bind.getDiagnosticMessage(), settings.tellLocked());
            }
            if (!bind.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(bind);
            }
            return admit(accounts, found.get());
        });
    }

    /** The password was right for what has this DN now: makes sure that it is still the account that was meant. */
    private SignInResult admit(AccountEntries accounts, AccountEntry meant) throws LDAPException {
        Optional<AccountEntry> bound =
                accounts.at(meant.dn()).filter(entry -> entry.id().equals(meant.id()));
        if (bound.isEmpty()) {
            return new Refused(
                    new SignInRefusal.WrongNameOrPassword(), "the account was renamed or replaced during the sign-in");
        }
        Optional<SignInRefusal> refusal = bound.get().state().refusal();
        return refusal.isPresent()
                ? new Refused(
                        refusal.get(), "the account's state is " + bound.get().state())
                : new SignedIn(person(bound.get(), accounts.walk()));
    }

    /** The account as it is now; empty when nobody in the directory has this id. */
    public Optional<Account> find(PersonId id) {
        return controllers.ask((controller, connection) -> {
            AccountEntries accounts = entries(connection);
            Optional<AccountEntry> entry = accounts.byId(List.of(id)).stream().findFirst();
            return entry.isPresent() ? Optional.of(account(entry.get(), accounts.walk())) : Optional.empty();
        });
    }

    /**
     * Accounts whose account name, principal name, display name, mail address, first or last name starts with the
     * text, in the order of their display names, at most 50.
     */
    public List<Account> search(String text) {
        String start = text.strip();
        if (start.isEmpty() || start.length() > LoginName.MAX_LENGTH) {
            return List.of();
        }
        return controllers.ask((controller, connection) -> {
            AccountEntries accounts = entries(connection);
            GroupWalk walk = accounts.walk();
            List<Account> hits = new ArrayList<>();
            for (AccountEntry entry : accounts.startingWith(start, SEARCH_LIMIT)) {
                hits.add(account(entry, walk));
            }
            hits.sort(Comparator.comparing((Account hit) -> hit.person().displayName(), String.CASE_INSENSITIVE_ORDER));
            return List.copyOf(hits);
        });
    }

    /** What somebody asks below the directory's base. */
    interface Question<T> {
        T ask(String base, LDAPConnection connection) throws LDAPException;
    }

    <T> T ask(Question<T> question) {
        return controllers.ask((controller, connection) -> question.ask(settings.base(), connection));
    }

    /**
     * The accounts with these ids as they are now. One that is missing from the answer is known to no controller that
     * is up: a controller that has not heard of a new account yet does not make it missing.
     */
    Map<PersonId, Account> reread(Collection<PersonId> ids) {
        Map<PersonId, Account> known = controllers.ask((controller, connection) -> read(connection, ids));
        Set<PersonId> missing = new HashSet<>(ids);
        missing.removeAll(known.keySet());
        if (missing.isEmpty()) {
            return known;
        }
        Map<PersonId, Account> all = new HashMap<>(known);
        controllers
                .askEach((controller, connection) -> read(connection, missing))
                .forEach(all::putAll);
        return all;
    }

    private Map<PersonId, Account> read(LDAPConnection connection, Collection<PersonId> ids) throws LDAPException {
        AccountEntries accounts = entries(connection);
        accounts.requireBase();
        GroupWalk walk = accounts.walk();
        Map<PersonId, Account> known = new HashMap<>();
        List<PersonId> all = List.copyOf(new HashSet<>(ids));
        for (int from = 0; from < all.size(); from += IDS_PER_SEARCH) {
            List<PersonId> some = all.subList(from, Math.min(all.size(), from + IDS_PER_SEARCH));
            for (AccountEntry entry : accounts.byId(some)) {
                known.put(entry.id(), account(entry, walk));
            }
        }
        return known;
    }

    private AccountEntries entries(LDAPConnection connection) {
        return new AccountEntries(new DirectoryReader(connection, settings.base()), settings.base(), clock);
    }

    private Account account(AccountEntry entry, GroupWalk walk) throws LDAPException {
        return new Account(person(entry, walk), entry.state());
    }

    private Person person(AccountEntry entry, GroupWalk walk) throws LDAPException {
        Set<GroupMembership> groups = walk.of(entry);
        return new Person(
                entry.id(),
                entry.accountName(),
                entry.userPrincipalName(),
                entry.displayName(),
                entry.mail(),
                groups,
                roles(groups),
                entry.attributes());
    }

    private Set<Role> roles(Set<GroupMembership> groups) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) {
            String wanted = settings.roles().groupOf(role);
            if (groups.stream().anyMatch(group -> isCalled(group, wanted))) {
                roles.add(role);
            }
        }
        return roles;
    }

    /** By sAMAccountName or DN: a common name is unique in its folder only, and somebody may be free to make folders. */
    private static boolean isCalled(GroupMembership group, String nameOrDn) {
        try {
            return group.name().equalsIgnoreCase(nameOrDn) || DN.isValidDN(nameOrDn) && DN.equals(group.dn(), nameOrDn);
        } catch (LDAPException e) {
            throw new DirectoryException(
                    "The directory has a group with an unreadable DN, '%s'.".formatted(group.dn()), e);
        }
    }

    /** A DN that nobody has, so that an unknown name costs the directory the same bind as a known one. */
    private String nobody() {
        return new RDN("CN", "nobody-" + UUID.randomUUID()) + "," + settings.base();
    }

    /** How many controllers there are, and how many of them answered when they were last asked. */
    public record Reach(int controllers, int answering) {}

    /** Known from the watch over controllers: asks nobody. */
    public Reach reach() {
        return controllers.reach();
    }

    @Override
    public void close() {
        controllers.close();
    }
}
