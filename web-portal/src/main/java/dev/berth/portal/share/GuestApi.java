package dev.berth.portal.share;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.Minting;
import dev.berth.broker.session.NodeRegistry;
import dev.berth.broker.session.TicketSecret;
import dev.berth.broker.share.ShareTickets;
import dev.berth.broker.share.Shares;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Others' sessions that are shared with oneself. To anybody but its guest a sharing is not there. */
@RestController
@RequestMapping("/api/v1/shares")
class GuestApi {

    private final Shares shares;
    private final ShareTickets tickets;
    private final NodeRegistry nodes;
    private final Clock clock;

    GuestApi(Shares shares, ShareTickets tickets, NodeRegistry nodes, Clock clock) {
        this.shares = shares;
        this.tickets = tickets;
        this.nodes = nodes;
        this.clock = clock;
    }

    /** @param link the last part of the link's address */
    record Taking(String link) {}

    /** @param tunnel where the browser connects with it */
    record GuestTicket(String ticket, String tunnel) {}

    /** Invitations that wait. */
    @GetMapping
    List<ShareResource> invitations(@AuthenticationPrincipal Person person) {
        return shares.invitationsOf(person.id()).stream()
                .map(share -> ShareResource.of(share, clock.instant()))
                .toList();
    }

    /** Takes a link, which from then on is this person's. */
    @PostMapping
    ShareResource take(@RequestBody Taking taking, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return ShareResource.of(shares.take(new TicketSecret(taking.link()), author(person, request)), clock.instant());
    }

    @GetMapping("/{id}")
    ShareResource one(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return ShareResource.of(shares.asGuest(new ShareId(id), person), clock.instant());
    }

    @PostMapping("/{id}/tickets")
    @ResponseStatus(HttpStatus.CREATED)
    GuestTicket ticket(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        return switch (tickets.mint(person, RequestOrigin.addressOf(request), new ShareId(id))) {
            case Minting.Minted minted ->
                new GuestTicket(
                        minted.secret().value(),
                        "/tunnel/shared?session="
                                + shares.asGuest(new ShareId(id), person).session() + "&gateway="
                                + nodes.mark(minted.gateway()));
            case Minting.Refused refused -> throw new AccessRefusedException(refused.because());
        };
    }

    /** Leaves, declines an invitation, or takes back what was asked. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void leave(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        shares.leave(new ShareId(id), author(person, request));
    }

    private static Author author(Person person, HttpServletRequest request) {
        return new Author(person, RequestOrigin.addressOf(request));
    }
}
