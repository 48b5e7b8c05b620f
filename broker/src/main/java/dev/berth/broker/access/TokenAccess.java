package dev.berth.broker.access;

import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.token.ApiToken;
import dev.berth.broker.token.TokenId;
import dev.berth.broker.token.TokenScope;
import dev.berth.ipacl.Attachments;
import dev.berth.ipacl.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The same answer for services: may this token, from this address, now, do what one of these scopes is for? */
@Component
public class TokenAccess {

    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final JdbcPeople people;
    private final AttachedGroups groups;
    private final AuditLog audit;
    private final Clock clock;
    private final Map<Asked, Instant> written = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    TokenAccess(JdbcPeople people, AttachedGroups groups, AuditLog audit, Clock clock) {
        this.people = people;
        this.groups = groups;
        this.audit = audit;
        this.clock = clock;
    }

    private record Asked(TokenId token, ClientAddress address, RefusalCode code) {}

    /**
     * Decides, and writes a refusal to the audit log: the same one of the same token from the same address once a minute.
     *
     * @param anyOf empty for what no token may do
     * @param what the request, for the log
     */
    public AccessDecision decide(ApiToken token, ClientAddress address, Set<TokenScope> anyOf, String what) {
        AccessDecision decision = AccessDecision.of(findings(token, address, anyOf));
        if (decision instanceof AccessDecision.Refused refused
                && isNew(new Asked(token.id(), address, refused.code()))) {
            audit.record(AuditEntry.of(
                            token.actor(),
                            "api-token.use",
                            "api-token",
                            token.id(),
                            Outcome.REFUSED,
                            what + ": " + refused.diagnosis())
                    .from(address));
        }
        return decision;
    }

    private List<AccessFinding> findings(ApiToken token, ClientAddress address, Set<TokenScope> anyOf) {
        List<AccessFinding> findings = new ArrayList<>();
        findings.add(new TokenFinding.State(token.name(), over(token)));
        findings.add(new TokenFinding.Networks(address.toString(), token.mayComeFrom(address)));
        Attachments rules = groups.current();
        findings.add(new AccessFinding.Address(rules.decide(address, List.of(Places.DIRECTORY)), rules));
        findings.add(new TokenFinding.Scopes(
                anyOf, token.scopes().stream().filter(anyOf::contains).collect(Collectors.toSet())));
        return findings;
    }

    /** A token does not act as its maker, but somebody has to answer for it. */
    private Optional<String> over(ApiToken token) {
        return switch (token.state(clock.instant())) {
            case REVOKED -> Optional.of("was revoked");
            case EXPIRED -> Optional.of("expired at " + token.expiresAt());
            case ACTIVE ->
                people.find(token.maker())
                        .flatMap(KnownPerson::barred)
                        .map(why ->
                                "does not work while the account of " + token.makerName() + ", who made it, is barred");
        };
    }

    private boolean isNew(Asked asked) {
        Instant now = clock.instant();
        synchronized (written) {
            Instant last = written.get(asked);
            if (last != null && last.plus(SILENCE).isAfter(now)) {
                return false;
            }
            written.remove(asked);
            written.put(asked, now);
            return true;
        }
    }
}
