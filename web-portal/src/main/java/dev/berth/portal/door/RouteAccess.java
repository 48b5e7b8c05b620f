package dev.berth.portal.door;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.TokenAccess;
import dev.berth.broker.directory.Person;
import dev.berth.broker.token.ApiToken;
import dev.berth.broker.token.Tokens;
import dev.berth.ipacl.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;

/** Asks {@link Access} about every request, with what {@link RouteTable} says it is about. */
@Component
class RouteAccess implements AuthorizationManager<RequestAuthorizationContext> {

    /** In UTF-16 units of a path. */
    private static final int LOGGED = 120;

    private static final AuthorizationResult GRANTED = new AuthorizationDecision(true);
    private static final AuthorizationResult NOBODY = new AuthorizationDecision(false);

    private final Access access;
    private final TokenAccess tokenAccess;
    private final Tokens tokens;

    RouteAccess(Access access, TokenAccess tokenAccess, Tokens tokens) {
        this.access = access;
        this.tokenAccess = tokenAccess;
        this.tokens = tokens;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        if (authentication.get() instanceof TokenAuthentication service) {
            return decide(service.token(), request);
        }
        List<Intent> anyOf = RouteTable.intents(HttpMethod.valueOf(request.getMethod()), RequestPath.of(request));
        if (anyOf.isEmpty()) {
            return GRANTED;
        }
        Authentication who = authentication.get();
        if (who == null || !(who.getPrincipal() instanceof Person person)) {
            return NOBODY;
        }
        return decide(person, RequestOrigin.addressOf(request), anyOf);
    }

    private AuthorizationResult decide(ApiToken token, HttpServletRequest request) {
        ClientAddress address = RequestOrigin.addressOf(request);
        String path = RequestPath.of(request);
        var method = HttpMethod.valueOf(request.getMethod());
        return switch (tokenAccess.decide(token, address, TokenRoutes.scopes(method, path), method + " " + cut(path))) {
            case AccessDecision.Allowed allowed -> {
                tokens.used(token, address);
                yield GRANTED;
            }
            case AccessDecision.Refused refused -> new RefusedByAccess(refused);
        };
    }

    private static String cut(String path) {
        return path.length() <= LOGGED ? path : path.substring(0, LOGGED) + "…";
    }

    /** Any of the intents is enough; only the refusal of the last is written to the audit log. */
    private AuthorizationResult decide(Person person, ClientAddress address, List<Intent> anyOf) {
        for (Intent intent : anyOf.subList(0, anyOf.size() - 1)) {
            if (access.explain(person, address, intent) instanceof AccessDecision.Allowed) {
                return GRANTED;
            }
        }
        return switch (access.decide(person, address, anyOf.getLast())) {
            case AccessDecision.Allowed allowed -> GRANTED;
            case AccessDecision.Refused refused -> new RefusedByAccess(refused);
        };
    }

    record RefusedByAccess(AccessDecision.Refused because) implements AuthorizationResult {
        @Override
        public boolean isGranted() {
            return false;
        }
    }
}
