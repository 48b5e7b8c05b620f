package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.share.Invitees;
import dev.berth.broker.share.Joining;
import dev.berth.broker.share.Share;
import dev.berth.broker.share.ShareEnd;
import dev.berth.broker.share.ShareReason;
import dev.berth.broker.share.ShareState;
import dev.berth.broker.share.ShareTimers;
import dev.berth.broker.share.Shares;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who is asked, who agrees, and who gets a ticket then. */
class SharingTest extends SharedSession {

    @Test
    void nobodyOfHelpdeskOrAdminGetsATicketBeforeTheOwnerConsents() {
        Share asked = shares.askToShadow(region.view(session), LOOK, helen);
        assertThat(asked.state()).isEqualTo(ShareState.ASKED);
        assertThat(mint(helen, asked.id())).isInstanceOf(Minting.Refused.class);

        Author adam = new Author(region.signedIn("adam", Role.ADMIN, Role.HELPDESK, Role.AUDITOR), OFFICE);
        assertThat(refusal(adam, asked.id())).isEqualTo(RefusalCode.NOT_FOUND);

        shares.refuse(session, asked.id(), alice);
        assertThat(mint(helen, asked.id())).isInstanceOf(Minting.Refused.class);
        assertThat(region.get(Access.class).explain(helen.person(), HOME, new Intent.JoinShare(asked.id())))
                .isInstanceOfSatisfying(
                        AccessDecision.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.SHARE_CLOSED));
        assertThat(actions()).contains("share.ask DONE", "share.consent REFUSED");
    }

    @Test
    void consentLetsHelpdeskInWithNoMoreThanTheOwnerGave() {
        Share asked = shares.askToShadow(region.view(session), DRIVE, helen);
        Share agreed = shares.agree(session, asked.id(), false, alice);
        assertThat(agreed.control()).isFalse();

        Joining.Granted granted = granted(helen, asked.id());
        assertThat(granted.control()).isFalse();
        assertThat(guests.joined(granted)).isPresent();
        Share joined = shares.of(session).getFirst();
        assertThat(joined.state()).isEqualTo(ShareState.JOINED);
        assertThat(leftOf(joined.endsAt())).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));

        guests.left(granted);
        assertThat(shares.of(session).getFirst().state()).isEqualTo(ShareState.AGREED);
        region.clock.forward(Duration.ofSeconds(31));
        ShareTimers.tick(guests);
        assertThat(shares.of(session)).isEmpty();
        assertThat(shares.asGuest(asked.id(), helen.person()).ended()).contains(ShareEnd.ENDED_BY_GUEST);
        assertThat(actions())
                .contains(
                        "share.ask DONE",
                        "share.consent ALLOWED",
                        "share.join DONE",
                        "share.leave DONE",
                        "share.end DONE");
    }

    @Test
    void noAnswerIsANoAndALateYesIsRefused() {
        Share asked = shares.askToShadow(region.view(session), LOOK, helen);
        region.clock.forward(Duration.ofMinutes(2).plusSeconds(1));
        assertThatThrownBy(() -> shares.agree(session, asked.id(), false, alice))
                .isInstanceOf(ChangeRefusedException.class);
        ShareTimers.tick(guests);
        assertThat(shares.asGuest(asked.id(), helen.person()).ended()).contains(ShareEnd.NOT_ANSWERED);
    }

    @Test
    void askingNeedsAReasonAConnectedPersonAndSomebodyElse() {
        var nothing = new Shares.Wish(false, null, new ShareReason(" "));
        assertThatThrownBy(() -> shares.askToShadow(region.view(session), nothing, helen))
                .hasMessageContaining("reason is ''");
        assertThatThrownBy(() -> shares.askToShadow(region.view(session), LOOK, alice))
                .hasMessageContaining("your own");
        var forEver = new Shares.Wish(false, 61, new ShareReason("Because."));
        assertThatThrownBy(() -> shares.askToShadow(region.view(session), forEver, helen))
                .hasMessageContaining("minutes is 61; allowed are 1 to 60");
        region.sessions().disconnect(session, ADMIN);
        assertThatThrownBy(() -> shares.askToShadow(region.view(session), LOOK, helen))
                .hasMessageContaining("not connected");
    }

    @Test
    void aTicketIsOneUseAndBoundToGuestAddressAndGateway() {
        Share share = invited();
        TicketSecret stolen = minted(bob, share.id());
        assertThat(redeem(stolen, helen)).isInstanceOf(Joining.Refused.class);
        assertThat(redeem(stolen, bob)).isInstanceOf(Joining.Refused.class);

        TicketSecret moved = minted(bob, share.id());
        assertThat(redeem(moved, new Author(bob.person(), OFFICE))).isInstanceOf(Joining.Refused.class);

        TicketSecret elsewheres = minted(bob, share.id());
        assertThat(tickets.redeem(elsewheres, bob.person(), HOME, new GatewayBoot(UUID.randomUUID())))
                .isInstanceOf(Joining.Refused.class);

        TicketSecret late = minted(bob, share.id());
        region.clock.forward(Duration.ofSeconds(31));
        assertThat(redeem(late, bob)).isInstanceOf(Joining.Refused.class);

        TicketSecret good = minted(bob, share.id());
        assertThat(redeem(good, bob)).isInstanceOf(Joining.Granted.class);
        assertThat(redeem(good, bob)).isInstanceOf(Joining.Refused.class);
        assertThat(refusal(helen, share.id())).isEqualTo(RefusalCode.NOT_FOUND);
        assertThat(refusal(alice, share.id())).isEqualTo(RefusalCode.NOT_FOUND);
    }

    @Test
    void aLinkIsTakenOnceBySomebodyElseThanItsOwner() {
        Shares.Invited invited = shares.invite(region.view(session), null, DRIVE, alice);
        TicketSecret link = invited.link().orElseThrow();
        assertThatThrownBy(() -> shares.take(link, alice)).hasMessageContaining("your own session");
        Share taken = shares.take(link, bob);
        assertThat(taken.guest().orElseThrow().accountName()).isEqualTo("bob");
        assertThatThrownBy(() -> shares.take(link, helen)).isInstanceOf(ChangeRefusedException.class);
        assertThat(granted(bob, taken.id()).control()).isTrue();
    }

    @Test
    void anInvitationThatNobodyTakesRunsOut() {
        Shares.Invited invited = shares.invite(region.view(session), null, LOOK, alice);
        region.clock.forward(Duration.ofMinutes(10).plusSeconds(1));
        assertThatThrownBy(() -> shares.take(invited.link().orElseThrow(), bob))
                .isInstanceOf(ChangeRefusedException.class);
        ShareTimers.tick(guests);
        assertThat(shares.of(session)).isEmpty();
    }

    @Test
    void theOwnersPageOnAnotherNodeHearsThatSomethingChanged() {
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        elsewhere.get(SessionProgress.class).subscribe(session, heard::add);
        shares.askToShadow(region.view(session), LOOK, helen);
        within(SOON, "the page hears", () -> heard.contains(new SessionEvent.SharesChanged()));
    }

    @Test
    void onlySoManyGuestsAtATime() {
        for (int i = 0; i < 5; i++) {
            shares.invite(region.view(session), null, LOOK, alice);
        }
        assertThatThrownBy(() -> shares.askToShadow(region.view(session), LOOK, helen))
                .hasMessageContaining("5 guests");
    }

    @Test
    void peopleAreFoundByTheBeginningOfANameAndNeverByOneLetter() {
        Person unusual = region.signedIn("zoe.vanderlinde", Role.EMPLOYEE);
        Invitees invitees = region.get(Invitees.class);
        assertThat(invitees.find("zoe.v", alice.person().id()))
                .extracting(Share.Party::id)
                .containsExactly(unusual.id());
        assertThat(invitees.find("zoe.v", unusual.id())).isEmpty();
        assertThat(invitees.find("z", alice.person().id())).isEmpty();
        assertThat(invitees.find("%", alice.person().id())).isEmpty();
        assertThat(invitees.find("vander", alice.person().id())).isEmpty();
    }

    private RefusalCode refusal(Author guest, ShareId share) {
        return ((Minting.Refused) mint(guest, share)).because().code();
    }

    private List<String> actions() {
        return region.audited("session", session).stream()
                .map(entry -> entry.action() + " " + entry.outcome())
                .toList();
    }
}
