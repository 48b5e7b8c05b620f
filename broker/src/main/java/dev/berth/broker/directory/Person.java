package dev.berth.broker.directory;

import java.io.Serializable;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person as the directory knew them when they were last read. It is the principal of their web session.
 *
 * @param accountName the sAMAccountName
 * @param userPrincipalName absent when the account has none
 * @param displayName what to call them; the account's name when the directory has nothing better
 * @param groups every group they are in: direct, nested and primary
 * @param attributes what else the directory says of them, by the directory's names
 */
public record Person(
        PersonId id,
        String accountName,
        @Nullable String userPrincipalName,
        String displayName,
        @Nullable String mail,
        Set<GroupMembership> groups,
        Set<Role> roles,
        Map<String, String> attributes)
        implements Principal, Serializable {

    /** One of whom the directory says no more. */
    public Person(
            PersonId id,
            String accountName,
            @Nullable String userPrincipalName,
            String displayName,
            @Nullable String mail,
            Set<GroupMembership> groups,
            Set<Role> roles) {
        this(id, accountName, userPrincipalName, displayName, mail, groups, roles, Map.of());
    }

    public Person {
        // A web session that was written by the version before has none.
        attributes = Map.copyOf(Objects.requireNonNullElse(attributes, Map.of()));
        groups = Set.copyOf(groups);
        roles = Set.copyOf(roles);
    }

    /** The {@link PersonId} as text, not a name: sessions are found again under it after a rename. */
    @Override
    public String getName() {
        return id.toString();
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** How this person is in the group, for an answer to "why"; empty when they are not. */
    public Optional<GroupMembership> membershipOf(GroupId group) {
        return groups.stream()
                .filter(membership -> membership.id().equals(group))
                .findFirst();
    }
}
