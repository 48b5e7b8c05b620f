package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds every group of an account, and the shortest way to each, by walking from the member to its groups and on to
 * theirs. The members of a group are never read, so that large groups cost nothing; see decision 0010. Groups are
 * remembered for as long as the walk lives, which is one pass over one or many accounts.
 */
final class GroupWalk {

    private static final String[] ATTRIBUTES = {"objectSid", "sAMAccountName", "memberOf"};

    private final DirectoryReader reader;
    private final Map<String, Optional<Group>> groups = new HashMap<>();
    private final Map<GroupId, Optional<String>> primaryGroups = new HashMap<>();

    GroupWalk(DirectoryReader reader) {
        this.reader = reader;
    }

    private record Group(GroupId id, String name, String dn, List<String> parents) {}

    private record Step(String dn, List<String> path) {}

    /** The groups of the account: its own, its primary group, and all that contain one of them. */
    Set<GroupMembership> of(AccountEntry account) throws LDAPException {
        List<Step> level = new ArrayList<>();
        account.memberOf().forEach(dn -> level.add(new Step(dn, List.of())));
        primaryDn(account.primaryGroup()).ifPresent(dn -> level.add(new Step(dn, List.of())));
        Set<GroupMembership> memberships = new HashSet<>();
        Set<String> seen = new HashSet<>();
        List<Step> steps = level;
        while (!steps.isEmpty()) {
            List<Step> above = new ArrayList<>();
            for (Step step : steps) {
                Optional<Group> found = seen.add(key(step.dn())) ? read(step.dn()) : Optional.empty();
                if (found.isPresent()) {
                    Group group = found.get();
                    List<String> path = new ArrayList<>(step.path());
                    path.add(group.name());
                    memberships.add(new GroupMembership(group.id(), group.name(), group.dn(), path));
                    group.parents().forEach(parent -> above.add(new Step(parent, path)));
                }
            }
            steps = above;
        }
        return memberships;
    }

    private Optional<Group> read(String dn) throws LDAPException {
        String key = key(dn);
        Optional<Group> known = groups.get(key);
        if (known == null) {
            Optional<SearchResultEntry> entry = reader.at(dn, ATTRIBUTES);
            known = entry.isPresent() ? group(entry.get()) : Optional.empty();
            groups.put(key, known);
        }
        return known;
    }

    /** Empty for an entry whose name or identifier may not be seen: such a group gives nothing. */
    private Optional<Group> group(SearchResultEntry entry) throws LDAPException {
        byte[] sid = entry.getAttributeValueBytes("objectSid");
        String name = entry.getAttributeValue("sAMAccountName");
        return sid == null || name == null
                ? Optional.empty()
                : Optional.of(
                        new Group(GroupId.ofDirectory(sid), name, entry.getDN(), reader.values(entry, "memberOf")));
    }

    private Optional<String> primaryDn(@Nullable GroupId primary) throws LDAPException {
        if (primary == null) {
            return Optional.empty();
        }
        Optional<String> known = primaryGroups.get(primary);
        if (known == null) {
            Filter filter = Filter.createEqualityFilter("objectSid", primary.directoryBytes());
            List<SearchResultEntry> entries = reader.some(1, filter, ATTRIBUTES);
            for (SearchResultEntry entry : entries) {
                groups.put(key(entry.getDN()), group(entry));
            }
            known = entries.stream().findFirst().map(SearchResultEntry::getDN);
            primaryGroups.put(primary, known);
        }
        return known;
    }

    private static String key(String dn) throws LDAPException {
        return DN.normalize(dn);
    }
}
