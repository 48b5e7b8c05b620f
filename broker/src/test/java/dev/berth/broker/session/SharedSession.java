package dev.berth.broker.session;

import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.share.Guests;
import dev.berth.broker.share.Joining;
import dev.berth.broker.share.Share;
import dev.berth.broker.share.ShareReason;
import dev.berth.broker.share.ShareTickets;
import dev.berth.broker.share.Shares;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A session that is connected anew for each test, and people who may be let into it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedSession {

    static final Shares.Wish LOOK = new Shares.Wish(false, null, new ShareReason("The screen is said to be black."));
    static final Shares.Wish DRIVE = new Shares.Wish(true, 10, new ShareReason("Setting up the printer."));

    final SessionRegion region = new SessionRegion();
    final BrokerNode elsewhere = region.anotherNode();
    final Shares shares = region.get(Shares.class);
    final ShareTickets tickets = region.get(ShareTickets.class);
    final Guests guests = region.get(Guests.class);
    final Author alice = new Author(region.signedIn("alice", Role.EMPLOYEE), OFFICE);
    Author bob = new Author(region.signedIn("bob", Role.EMPLOYEE), HOME);
    Author helen = new Author(region.signedIn("helen", Role.HELPDESK), HOME);
    SessionId session = new SessionId(UUID.randomUUID());

    @BeforeEach
    void connect() {
        bob = new Author(region.signedIn("bob", Role.EMPLOYEE), HOME);
        helen = new Author(region.signedIn("helen", Role.HELPDESK), HOME);
        session = region.ready(alice.person(), region.desktop());
        region.connected(alice.person(), session);
    }

    /** Its desktop is the next test's: the region's host has no room for one each. */
    @AfterEach
    void end() {
        region.sessions().end(session, TerminationReason.ADMIN_ENDED, ADMIN);
    }

    @AfterAll
    void close() {
        region.close();
    }

    Share invited() {
        return shares.invite(
                        region.view(session),
                        bob.person().id(),
                        new Shares.Wish(false, null, new ShareReason("")),
                        alice)
                .share();
    }

    Minting mint(Author guest, ShareId share) {
        return tickets.mint(guest.person(), guest.address(), share);
    }

    TicketSecret minted(Author guest, ShareId share) {
        Minting minting = mint(guest, share);
        assertThat(minting).isInstanceOf(Minting.Minted.class);
        return ((Minting.Minted) minting).secret();
    }

    Joining redeem(TicketSecret secret, Author guest) {
        return tickets.redeem(
                secret,
                guest.person(),
                guest.address(),
                region.get(NodeRegistry.class).boot());
    }

    Joining.Granted granted(Author guest, ShareId share) {
        Joining joining = redeem(minted(guest, share), guest);
        assertThat(joining).isInstanceOf(Joining.Granted.class);
        return (Joining.Granted) joining;
    }

    Duration leftOf(Optional<Instant> end) {
        return Duration.between(region.clock.instant(), end.orElseThrow());
    }
}
