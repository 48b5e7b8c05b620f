package dev.berth.broker.token;

import dev.berth.ipacl.Cidr;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token as an admin wants it.
 *
 * @param name of the service, for the list and the audit log
 * @param networks from where it may be used; empty for wherever the directory's IP access groups allow
 */
public record TokenSpec(String name, Set<TokenScope> scopes, Instant expiresAt, List<Cidr> networks) {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,59}");
    private static final int MOST_NETWORKS = 50;

    public TokenSpec {
        name = name.strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name is '" + name
                    + "'; allowed are 1 to 60 letters, digits, spaces and . _ - that begin with a letter or digit.");
        }
        scopes = Set.copyOf(new LinkedHashSet<>(scopes));
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes is empty; a token is for at least one.");
        }
        networks = List.copyOf(networks);
        if (networks.size() > MOST_NETWORKS) {
            throw new IllegalArgumentException(
                    "networks has " + networks.size() + " blocks; allowed are at most " + MOST_NETWORKS + ".");
        }
    }
}
