package dev.berth.portal.api;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.Launch;
import dev.berth.broker.session.Minting;
import dev.berth.broker.session.NodeRegistry;
import dev.berth.broker.session.OpenResult;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.TerminationReason;
import dev.berth.broker.session.Tickets;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.UUID;
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
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sessions: one's own by every verb, and for helpdesk and admins the end of anybody's. */
@RestController
@RequestMapping("/api/v1/sessions")
class SessionApi {

    private final Access access;
    private final Sessions sessions;
    private final Tickets tickets;
    private final NodeRegistry nodes;
    private final SessionStream stream;

    SessionApi(Access access, Sessions sessions, Tickets tickets, NodeRegistry nodes, SessionStream stream) {
        this.access = access;
        this.sessions = sessions;
        this.tickets = tickets;
        this.nodes = nodes;
        this.stream = stream;
    }

    /** Exactly one of the two. */
    record Opening(@Nullable UUID bundle, @Nullable UUID application) {

        Launch launch() {
            if (bundle != null && application == null) {
                return new Launch.DesktopLaunch(new BundleId(bundle));
            }
            if (application != null && bundle == null) {
                return new Launch.ApplicationLaunch(new ApplicationId(application));
            }
            throw new IllegalArgumentException("bundle is '%s' and application is '%s'; allowed is exactly one of them."
                    .formatted(bundle, application));
        }
    }

    /** @param tunnel where the browser connects with it */
    record Ticket(String ticket, String tunnel) {}

    @PostMapping
    ResponseEntity<SessionResource> open(
            @RequestBody Opening opening, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return opened(sessions.open(person, RequestOrigin.addressOf(request), opening.launch()));
    }

    @GetMapping("/{id}")
    SessionResource one(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return SessionResource.of(view(own(id, person, request)));
    }

    /** Server-sent events: {@code stage}, {@code state}, {@code failed}, {@code ended}. */
    @GetMapping(path = "/{id}/events", produces = "text/event-stream")
    SseEmitter events(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        SessionId session = own(id, person, request);
        return stream.follow(session, view(session).reference());
    }

    @PostMapping("/{id}/tickets")
    @ResponseStatus(HttpStatus.CREATED)
    Ticket ticket(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return switch (tickets.mint(person, RequestOrigin.addressOf(request), new SessionId(id))) {
            case Minting.Minted minted ->
                new Ticket(
                        minted.secret().value(), "/tunnel?session=" + id + "&gateway=" + nodes.mark(minted.gateway()));
            case Minting.Refused refused -> throw new AccessRefusedException(refused.because());
        };
    }

    @PostMapping("/{id}/disconnect")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void disconnect(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        sessions.disconnect(own(id, person, request), Actor.of(person));
    }

    @PostMapping("/{id}/retry")
    ResponseEntity<SessionResource> retry(
            @PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return opened(sessions.retry(new SessionId(id), person, RequestOrigin.addressOf(request)));
    }

    /** One's own ends as {@code USER_ENDED}; helpdesk and admins end anybody's as {@code ADMIN_ENDED}. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        var session = new SessionId(id);
        var address = RequestOrigin.addressOf(request);
        if (access.explain(person, address, new Intent.UseSession(session)) instanceof AccessDecision.Allowed) {
            sessions.end(session, TerminationReason.USER_ENDED, Actor.of(person));
        } else if (access.explain(person, address, new Intent.HelpPeople()) instanceof AccessDecision.Allowed) {
            sessions.end(view(session).id(), TerminationReason.ADMIN_ENDED, Actor.of(person));
        } else {
            sessions.end(own(id, person, request), TerminationReason.USER_ENDED, Actor.of(person));
        }
    }

    private ResponseEntity<SessionResource> opened(OpenResult result) {
        return switch (result) {
            case OpenResult.Opened opened ->
                ResponseEntity.status(opened.existing() ? HttpStatus.OK : HttpStatus.CREATED)
                        .location(URI.create("/api/v1/sessions/" + opened.session()))
                        .body(SessionResource.of(view(opened.session())));
            case OpenResult.Refused refused -> throw new AccessRefusedException(refused.because());
        };
    }

    /** The person's own session; anybody else's is not there. */
    private SessionId own(UUID id, Person person, HttpServletRequest request) {
        var session = new SessionId(id);
        return switch (access.decide(person, RequestOrigin.addressOf(request), new Intent.UseSession(session))) {
            case AccessDecision.Allowed allowed -> session;
            case AccessDecision.Refused refused -> throw new AccessRefusedException(refused);
        };
    }

    private SessionView view(SessionId id) {
        return sessions.view(id).orElseThrow(() -> new NotFoundException("session", id));
    }
}
