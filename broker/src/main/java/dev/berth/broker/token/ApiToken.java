package dev.berth.broker.token;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.ClientAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A token without its secret.
 *
 * @param makerName as the directory last told
 * @param lastUsedAt to the minute
 */
public record ApiToken(
        TokenId id,
        String locator,
        String name,
        Set<TokenScope> scopes,
        List<Cidr> networks,
        Instant createdAt,
        PersonId maker,
        String makerName,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> lastUsedAt,
        Optional<String> lastUsedAddress) {

    public ApiToken {
        scopes = Set.copyOf(scopes);
        networks = List.copyOf(networks);
    }

    /** Whether it still works. */
    public enum State {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    public State state(Instant now) {
        if (revokedAt.isPresent()) {
            return State.REVOKED;
        }
        return expiresAt.isAfter(now) ? State.ACTIVE : State.EXPIRED;
    }

    /** Its beginning, by which a service's owner recognises it. */
    public String recognisedBy() {
        return TokenSecret.PREFIX + locator + "…";
    }

    public boolean mayComeFrom(ClientAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(address));
    }

    /** Who did what a service did: the token itself, never its maker. */
    public Actor actor() {
        return new Actor.Token(id.value(), name);
    }

    /**
     * The service as those parts of the API see it that ask for a person. Its name is none that a directory has, it owns
     * nothing, is in no group, and its roles let it pass where the scope was asked for before.
     */
    public Person asCaller() {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (scopes.contains(TokenScope.SESSIONS) || scopes.contains(TokenScope.PEOPLE)) {
            roles.add(Role.HELPDESK);
        }
        if (scopes.contains(TokenScope.READ) || scopes.contains(TokenScope.AUDIT)) {
            roles.add(Role.AUDITOR);
        }
        return new Person(
                new PersonId(id.value()), Actor.Token.PREFIX + name, null, name, null, Set.of(), Set.copyOf(roles));
    }
}
