package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.token.ApiToken;
import dev.berth.broker.token.TokenId;
import dev.berth.broker.token.TokenScope;
import dev.berth.broker.token.TokenSpec;
import dev.berth.broker.token.Tokens;
import dev.berth.ipacl.Cidr;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens of services. People make them; no token makes or revokes one. */
@RestController
@RequestMapping("/api/v1/tokens")
class TokenApi {

    private final Tokens tokens;
    private final Clock clock;

    TokenApi(Tokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param recognisedBy its beginning, which is no secret */
    record TokenResource(
            UUID id,
            String name,
            String recognisedBy,
            List<TokenScope> scopes,
            List<String> networks,
            ApiToken.State state,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            Optional<Instant> revokedAt,
            Optional<Instant> lastUsedAt,
            Optional<String> lastUsedAddress) {

        static TokenResource of(ApiToken token, Instant now) {
            return new TokenResource(
                    token.id().value(),
                    token.name(),
                    token.recognisedBy(),
                    token.scopes().stream().sorted().toList(),
                    token.networks().stream().map(Cidr::toString).toList(),
                    token.state(now),
                    token.createdAt(),
                    token.makerName(),
                    token.expiresAt(),
                    token.revokedAt(),
                    token.lastUsedAt(),
                    token.lastUsedAddress());
        }
    }

    /** @param networks CIDR blocks from which it may be used; absent or empty for wherever the directory may be */
    record NewToken(
            @Nullable String name,
            @Nullable List<String> scopes,
            @Nullable Instant expiresAt,
            @Nullable List<String> networks) {

        TokenSpec spec() {
            if (expiresAt == null) {
                throw new IllegalArgumentException(
                        "expiresAt is missing; allowed is a time such as 2027-01-31T00:00:00Z.");
            }
            return new TokenSpec(
                    name == null ? "" : name,
                    scopes == null
                            ? Set.of()
                            : scopes.stream().map(TokenScope::parse).collect(Collectors.toSet()),
                    expiresAt,
                    networks == null
                            ? List.of()
                            : networks.stream()
                                    .map(text -> Cidr.parse("networks", text))
                                    .toList());
        }
    }

    /** @param secret what the service sends as {@code Authorization: Bearer}; shown now and never again */
    record MadeToken(TokenResource token, String secret) {}

    @GetMapping
    List<TokenResource> list() {
        Instant now = clock.instant();
        return tokens.list().stream().map(token -> TokenResource.of(token, now)).toList();
    }

    @GetMapping("/{id}")
    TokenResource one(@PathVariable UUID id) {
        return tokens.find(new TokenId(id))
                .map(token -> TokenResource.of(token, clock.instant()))
                .orElseThrow(() -> new NotFoundException("token", id));
    }

    @PostMapping
    ResponseEntity<MadeToken> make(
            @RequestBody NewToken wanted, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        Tokens.Made made = tokens.make(wanted.spec(), person, RequestOrigin.addressOf(request));
        return ResponseEntity.created(
                        URI.create("/api/v1/tokens/" + made.token().id()))
                .header("Cache-Control", "no-store")
                .body(new MadeToken(
                        TokenResource.of(made.token(), clock.instant()),
                        made.secret().reveal()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        var token = new TokenId(id);
        if (!tokens.revoke(token, Actor.of(person), RequestOrigin.addressOf(request))
                && tokens.find(token).isEmpty()) {
            throw new NotFoundException("token", id);
        }
    }
}
