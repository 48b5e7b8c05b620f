package dev.berth.portal.door;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.directory.Person;
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

    private static final AuthorizationResult GRANTED = new AuthorizationDecision(true);
    private static final AuthorizationResult NOBODY = new AuthorizationDecision(false);

    private final Access access;

    RouteAccess(Access access) {
        this.access = access;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        List<Intent> anyOf = RouteTable.intents(HttpMethod.valueOf(request.getMethod()), pathOf(request));
        if (anyOf.isEmpty()) {
            return GRANTED;
        }
        Authentication who = authentication.get();
        if (who == null || !(who.getPrincipal() instanceof Person person)) {
            return NOBODY;
        }
        return decide(person, RequestOrigin.addressOf(request), anyOf);
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

    private static String pathOf(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    record RefusedByAccess(AccessDecision.Refused because) implements AuthorizationResult {
        @Override
        public boolean isGranted() {
            return false;
        }
    }
}
