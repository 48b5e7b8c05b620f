package dev.berth.portal.door;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.audit.Reference;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.Tickets;
import dev.berth.broker.share.Guests;
import dev.berth.portal.door.RouteAccess.RefusedByAccess;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/** What happens to requests that are not let through, and to people who leave. */
@Component
class Door implements AuthenticationEntryPoint, AccessDeniedHandler, LogoutHandler {

    private static final Logger log = LoggerFactory.getLogger(Door.class);
    private static final String SIGN_IN = "/sign-in";

    private final RefusalAnswer answer;
    private final Tickets tickets;
    private final Sessions sessions;
    private final Guests guests;
    private final AuditLog audit;

    Door(RefusalAnswer answer, Tickets tickets, Sessions sessions, Guests guests, AuditLog audit) {
        this.answer = answer;
        this.tickets = tickets;
        this.sessions = sessions;
        this.guests = guests;
        this.audit = audit;
    }

    /** Nobody is signed in. A fragment must not get the sign-in page inside of it, so htmx is told to load anew. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException nobody)
            throws IOException, ServletException {
        if (RefusalAnswer.isForPrograms(request)) {
            answer.answer(request, response, HttpServletResponse.SC_UNAUTHORIZED, "SIGN_IN_FIRST", "Sign in first.");
        } else if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Refresh", "true");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        } else {
            response.sendRedirect(SIGN_IN);
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException, ServletException {
        if (denied instanceof AuthorizationDeniedException with
                && with.getAuthorizationResult() instanceof RefusedByAccess(AccessDecision.Refused because)) {
            refused(request, response, because);
        } else if (denied instanceof CsrfException && SIGN_IN.equals(RequestPath.of(request))) {
            response.sendRedirect(SIGN_IN + "?again");
        } else {
            answer.answer(
                    request,
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "PAGE_TOO_OLD",
                    "This page was open for too long, or the request did not come from it. Load it again and repeat.");
        }
    }

    /** Which role an address asks for that there is not is nothing to tell. */
    private void refused(HttpServletRequest request, HttpServletResponse response, AccessDecision.Refused because)
            throws IOException, ServletException {
        boolean nowhere = because.code() == RefusalCode.ROLE_MISSING
                && RouteTable.isUnknown(HttpMethod.valueOf(request.getMethod()), RequestPath.of(request));
        RefusalCode code = nowhere ? RefusalCode.NOT_FOUND : because.code();
        answer.answer(
                request,
                response,
                AccessRefusedException.statusOf(code).value(),
                code.name(),
                nowhere ? null : because.sentence());
    }

    /** From now on unused tickets of the person are worth nothing, and nothing of theirs shows at this address. */
    @Override
    public void logout(
            HttpServletRequest request, HttpServletResponse response, @Nullable Authentication authentication) {
        if (authentication != null && authentication.getPrincipal() instanceof Person person) {
            tickets.signedOut(person.id());
            sessions.signedOut(person, RequestOrigin.addressOf(request));
            guests.signedOut(person, RequestOrigin.addressOf(request));
            audit.record(
                    AuditEntry.of(Actor.of(person), "portal.sign-out", "portal", "portal", Outcome.DONE, "Signed out.")
                            .from(RequestOrigin.addressOf(request)));
        }
    }

    static ShownSignInRefusal unexpected(AuthenticationException failure) {
        Reference reference = Reference.next();
        log.error("A sign-in failed unexpectedly [{}]", reference, failure);
        return new ShownSignInRefusal("sign-in.refused.unexpected", 0, null, reference.value());
    }
}
