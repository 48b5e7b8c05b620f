package dev.berth.broker.console;

import dev.berth.broker.directory.Role;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person with their account, as lists show it.
 *
 * @param barred the sentence why the directory keeps them out; null when it does not
 * @param desktops how many they have
 * @param live how many live sessions they have
 */
public record ListedAccount(
        ListedPerson person,
        @Nullable String mail,
        Set<Role> roles,
        @Nullable String barred,
        Instant lastSeen,
        int desktops,
        int live) {

    public ListedAccount {
        roles = Set.copyOf(roles);
    }
}
