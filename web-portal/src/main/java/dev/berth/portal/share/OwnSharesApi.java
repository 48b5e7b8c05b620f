package dev.berth.portal.share;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.recording.Recordings;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.share.Invitees;
import dev.berth.broker.share.ShareReason;
import dev.berth.broker.share.Shares;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who else is in one's own session: inviting, consenting, ending. */
@RestController
@RequestMapping("/api/v1/sessions/{id}")
class OwnSharesApi {

    private final Access access;
    private final Sessions sessions;
    private final Shares shares;
    private final Invitees invitees;
    private final Recordings recordings;
    private final Clock clock;

    OwnSharesApi(
            Access access, Sessions sessions, Shares shares, Invitees invitees, Recordings recordings, Clock clock) {
        this.access = access;
        this.sessions = sessions;
        this.shares = shares;
        this.invitees = invitees;
        this.recordings = recordings;
        this.clock = clock;
    }

    /**
     * @param person whom; null for a link that the first to take it may use
     * @param control keyboard and pointer too
     * @param minutes null for the usual time
     */
    record Invitation(
            @Nullable UUID person,
            boolean control,
            @Nullable Integer minutes,
            @Nullable String reason) {}

    /** @param link leads whoever opens it first into the session; null when the guest was named. It is shown once. */
    record Invited(ShareResource share, @Nullable String link) {}

    /** @param control whether keyboard and pointer are given, if they were asked for */
    record Answer(boolean agree, @Nullable Boolean control) {}

    /** @param recorded whether policy has the session's picture kept */
    record Others(boolean recorded, List<ShareResource> shares) {}

    /** Who else sees the session, or is to, and whether it is recorded. */
    @GetMapping("/shares")
    Others shares(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        SessionId session = own(id, person, request);
        return new Others(
                recordings.policyOf(session).records(),
                shares.of(session).stream()
                        .map(share -> ShareResource.of(share, clock.instant()))
                        .toList());
    }

    @PostMapping("/shares")
    @ResponseStatus(HttpStatus.CREATED)
    Invited invite(
            @PathVariable UUID id,
            @RequestBody Invitation invitation,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        SessionId session = own(id, person, request);
        SessionView view = sessions.view(session).orElseThrow(() -> new NotFoundException("session", session));
        Shares.Invited invited = shares.invite(
                view,
                invitation.person() == null ? null : new PersonId(invitation.person()),
                new Shares.Wish(
                        invitation.control(),
                        invitation.minutes(),
                        new ShareReason(invitation.reason() == null ? "" : invitation.reason())),
                author(person, request));
        return new Invited(
                ShareResource.of(invited.share(), clock.instant()),
                invited.link().map(link -> "/shared/link/" + link.value()).orElse(null));
    }

    /** People to invite, by the beginning of a name. */
    @GetMapping("/invitees")
    List<ShareResource.Side> invitees(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String text,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        own(id, person, request);
        return invitees.find(text, person.id()).stream()
                .map(ShareResource.Side::of)
                .toList();
    }

    /** Answers helpdesk. */
    @PostMapping("/shares/{share}/answer")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void answer(
            @PathVariable UUID id,
            @PathVariable UUID share,
            @RequestBody Answer answer,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        SessionId session = own(id, person, request);
        if (answer.agree()) {
            shares.agree(session, new ShareId(share), Boolean.TRUE.equals(answer.control()), author(person, request));
        } else {
            shares.refuse(session, new ShareId(share), author(person, request));
        }
    }

    @DeleteMapping("/shares/{share}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(
            @PathVariable UUID id,
            @PathVariable UUID share,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        shares.end(own(id, person, request), new ShareId(share), author(person, request));
    }

    private SessionId own(UUID id, Person person, HttpServletRequest request) {
        var session = new SessionId(id);
        return switch (access.decide(person, RequestOrigin.addressOf(request), new Intent.UseSession(session))) {
            case AccessDecision.Allowed allowed -> session;
            case AccessDecision.Refused refused -> throw new AccessRefusedException(refused);
        };
    }

    private static Author author(Person person, HttpServletRequest request) {
        return new Author(person, RequestOrigin.addressOf(request));
    }
}
