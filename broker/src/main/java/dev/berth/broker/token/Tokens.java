package dev.berth.broker.token;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.ClientAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes, lists, revokes and recognises tokens. What one may do is decided by access. */
@Component
public final class Tokens {

    private static final String KIND = "api-token";

    private final JdbcTokens rows;
    private final AuditLog audit;
    private final TokenSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Tokens(
            JdbcTokens rows,
            AuditLog audit,
            TokenSettings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.rows = rows;
        this.audit = audit;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** A new token, and the secret that nobody learns again. */
    public record Made(ApiToken token, TokenSecret secret) {}

    /** By name, those that were revoked last. */
    public List<ApiToken> list() {
        return rows.all();
    }

    public Optional<ApiToken> find(TokenId id) {
        return rows.find(id);
    }

    /** @throws IllegalArgumentException naming the field, the value and what is allowed */
    public Made make(TokenSpec spec, Person maker, ClientAddress address) {
        Instant now = clock.instant();
        Instant last = now.plus(settings.longestLife());
        if (!spec.expiresAt().isAfter(now) || spec.expiresAt().isAfter(last)) {
            throw new IllegalArgumentException("expiresAt is " + spec.expiresAt() + "; allowed is a time from now to "
                    + last + ", which is the longest that berth.tokens.longest-life gives.");
        }
        var id = new TokenId(UUID.randomUUID());
        TokenSecret secret = TokenSecret.random(random);
        return transaction.execute(status -> {
            rows.add(id, spec, secret, maker.id(), now);
            ApiToken token = rows.find(id).orElseThrow();
            audit.record(AuditEntry.of(
                            Actor.of(maker), "api-token.create", KIND, id, Outcome.DONE, "Made " + described(token))
                    .from(address)
                    .changing(null, columns(token)));
            return new Made(token, secret);
        });
    }

    /** From its next request on it is refused, on every node. False when there is none, or it was revoked before. */
    public boolean revoke(TokenId id, Actor actor, ClientAddress address) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean revoked = rows.revoke(id, clock.instant());
            if (revoked) {
                ApiToken token = rows.find(id).orElseThrow();
                audit.record(
                        AuditEntry.of(actor, "api-token.revoke", KIND, id, Outcome.DONE, "Revoked " + described(token))
                                .from(address));
            }
            return revoked;
        }));
    }

    /** The token that this is the secret of, also when it is over; compared in constant time. */
    public Optional<ApiToken> recognise(TokenSecret secret) {
        return rows.find(secret.locator())
                .filter(kept -> MessageDigest.isEqual(kept.secretHash(), secret.hash()))
                .map(JdbcTokens.Kept::token);
    }

    /** It was let in. */
    public void used(ApiToken token, ClientAddress address) {
        rows.used(token.id(), address, clock.instant());
    }

    private static String described(ApiToken token) {
        return "the API token '" + token.name() + "' (" + token.recognisedBy() + ").";
    }

    private static Map<String, Object> columns(ApiToken token) {
        return Map.of(
                "name", token.name(),
                "scopes", token.scopes().stream().map(Enum::name).sorted().toList(),
                "networks", token.networks().stream().map(Cidr::toString).toList(),
                "expiresAt", token.expiresAt().toString());
    }
}
