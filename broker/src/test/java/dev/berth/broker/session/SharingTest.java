package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.EditResult;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.IpAccessGroups;
import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Account;
import dev.berth.broker.directory.AccountState;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.directory.Standing;
import dev.berth.broker.helpdesk.Why;
import dev.berth.broker.helpdesk.WhyQuestion;
import dev.berth.broker.share.Guests;
import dev.berth.broker.share.Invitees;
import dev.berth.broker.share.Joining;
import dev.berth.broker.share.Share;
import dev.berth.broker.share.ShareEnd;
import dev.berth.broker.share.ShareEnds;
import dev.berth.broker.share.ShareReason;
import dev.berth.broker.share.ShareState;
import dev.berth.broker.share.ShareTickets;
import dev.berth.broker.share.ShareTimers;
import dev.berth.broker.share.Shares;
import dev.berth.broker.signal.Signals;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Shares.Wish LOOK =
            new Shares.Wish(false, null, new ShareReason("The screen is said to be black."));
    private static final Shares.Wish DRIVE = new Shares.Wish(true, 10, new ShareReason("Setting up the printer."));

    private final SessionRegion region = new SessionRegion();
    private final BrokerNode elsewhere = region.anotherNode();
    private final Shares shares = region.get(Shares.class);
    private final ShareTickets tickets = region.get(ShareTickets.class);
    private final Guests guests = region.get(Guests.class);
    private final Author alice = new Author(region.signedIn("alice", Role.EMPLOYEE), OFFICE);
    private Author bob = new Author(region.signedIn("bob", Role.EMPLOYEE), HOME);
    private Author helen = new Author(region.signedIn("helen", Role.HELPDESK), HOME);
    private SessionId session = new SessionId(UUID.randomUUID());

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
    void timeEndsItAndALostLineDoesNotStopTheTimer() {
        Share share = invited();
        Joining.Granted first = granted(bob, share.id());
        assertThat(guests.joined(first)).isPresent();
        guests.left(first);
        assertThat(shares.of(session).getFirst().state()).isEqualTo(ShareState.AGREED);
        region.clock.forward(Duration.ofSeconds(20));
        Joining.Granted second = granted(bob, share.id());
        assertThat(leftOf(guests.joined(second))).isBetween(Duration.ofMinutes(14), Duration.ofSeconds(14 * 60 + 41));
        guests.left(first);
        assertThat(shares.of(session).getFirst().state())
                .as("what an earlier line says is late")
                .isEqualTo(ShareState.JOINED);

        AtomicInteger cut = watched(second);
        region.clock.forward(Duration.ofMinutes(15));
        ShareTimers.tick(guests);
        within(ONE_SECOND, "the guest is cut", () -> cut.get() == 1);
        assertThat(mint(bob, share.id())).isInstanceOf(Minting.Refused.class);
    }

    @Test
    void aGuestWhoSaysSoLeavesForGood() {
        Share share = invited();
        assertThat(guests.joined(granted(bob, share.id()))).isPresent();
        shares.leave(share.id(), bob);
        assertThat(shares.asGuest(share.id(), bob.person()).ended()).contains(ShareEnd.ENDED_BY_GUEST);
        assertThatThrownBy(() -> shares.leave(share.id(), helen)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void theOwnerEndsItAtOnceWhereverTheGatewayIs() {
        Share share = invited();
        Joining.Granted granted = granted(bob, share.id());
        assertThat(guests.joined(granted)).isPresent();
        AtomicInteger cut = watched(granted);
        shares.end(session, share.id(), alice);
        within(ONE_SECOND, "the guest is cut", () -> cut.get() == 1);
        assertThatThrownBy(() -> shares.end(new SessionId(UUID.randomUUID()), share.id(), bob))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void theSessionsEndIsTheSharingsEnd() {
        Share share = invited();
        Joining.Granted granted = granted(bob, share.id());
        assertThat(guests.joined(granted)).isPresent();
        AtomicInteger cut = watched(granted);
        region.sessions().end(session, TerminationReason.USER_ENDED, ADMIN);
        within(ONE_SECOND, "the guest is cut", () -> cut.get() == 1);
        ShareTimers.tick(guests);
        assertThat(shares.asGuest(share.id(), bob.person()).ended()).contains(ShareEnd.SESSION_OVER);
    }

    @Test
    void anOwnerWhoseLineIsLostForAMomentKeepsTheSharing() {
        Share share = invited();
        Joining.Granted granted = granted(bob, share.id());
        assertThat(guests.joined(granted)).isPresent();
        region.sessions().disconnect(session, ADMIN);
        guests.left(granted);
        assertThat(mint(bob, share.id())).isInstanceOf(Minting.Refused.class);
        ShareTimers.tick(guests);
        region.connected(alice.person(), session);
        assertThat(guests.joined(granted(bob, share.id()))).isPresent();

        region.sessions().disconnect(session, ADMIN);
        region.clock.forward(Duration.ofSeconds(31));
        ShareTimers.tick(guests);
        assertThat(shares.of(session)).isEmpty();
    }

    @Test
    void takingTheGuestsRuleAwayEndsTheirConnectionWithinASecond() {
        var adam = new Author(region.signedIn("adam", Role.ADMIN), OFFICE);
        IpAccessGroups groups = region.get(IpAccessGroups.class);
        IpAccessGroupId id = new IpAccessGroupId(UUID.randomUUID());
        groups.apply(new IpAccessEdit.Create(id, content("192.0.2.0/24", "203.0.113.0/24")), adam, Optional.empty());
        EditResult attached = groups.apply(
                new IpAccessEdit.Attach(
                        id,
                        1,
                        new IpAccessEdit.Target(
                                Place.Kind.BUNDLE, region.bundle.id().toString())),
                adam,
                Optional.empty());
        long revision = ((EditResult.Saved) attached).group().revision();
        Share share = invited();
        Joining.Granted granted = granted(bob, share.id());
        assertThat(guests.joined(granted)).isPresent();
        AtomicInteger cut = watched(granted);

        var edit = new IpAccessEdit.Change(id, revision, content("192.0.2.0/24"));
        EditResult result = groups.apply(edit, adam, Optional.empty());
        if (result instanceof EditResult.NeedsConfirmation needs) {
            result = groups.apply(edit, adam, Optional.of(needs.token()));
        }
        assertThat(result).isInstanceOf(EditResult.Saved.class);
        within(ONE_SECOND, "the guest is cut", () -> cut.get() == 1);
        assertThat(shares.asGuest(share.id(), bob.person()).ended()).contains(ShareEnd.ACCESS_REVOKED);
        assertThat(region.state(session)).as("the owner stays").isEqualTo(SessionState.CONNECTED);
        var answer = region.get(Why.class)
                .answer(new WhyQuestion(
                        bob.person().id().toString(), "share", share.id().toString(), HOME.toString(), "now"));
        assertThat(answer.toString()).contains("203.0.113.20");
        groups.apply(new IpAccessEdit.Delete(id, revision + 1), adam, Optional.empty());
    }

    @Test
    void aHelperWhoIsDisabledIsOut() {
        Share asked = shares.askToShadow(region.view(session), LOOK, helen);
        shares.agree(session, asked.id(), false, alice);
        Joining.Granted granted = granted(helen, asked.id());
        assertThat(guests.joined(granted)).isPresent();
        AtomicInteger cut = watched(granted);
        region.get(AccountCheck.class)
                .take(Map.of(
                        helen.person().id(), new Standing.Known(new Account(helen.person(), AccountState.DISABLED))));
        within(ONE_SECOND, "the helper is cut", () -> cut.get() == 1);
    }

    @Test
    void whoeverSignsOutLeaves() {
        Share share = invited();
        assertThat(guests.joined(granted(bob, share.id()))).isPresent();
        guests.signedOut(bob.person(), OFFICE);
        assertThat(shares.of(session)).hasSize(1);
        guests.signedOut(bob.person(), HOME);
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

    private Share invited() {
        return shares.invite(
                        region.view(session),
                        bob.person().id(),
                        new Shares.Wish(false, null, new ShareReason("")),
                        alice)
                .share();
    }

    private Minting mint(Author guest, ShareId share) {
        return tickets.mint(guest.person(), guest.address(), share);
    }

    private TicketSecret minted(Author guest, ShareId share) {
        Minting minting = mint(guest, share);
        assertThat(minting).isInstanceOf(Minting.Minted.class);
        return ((Minting.Minted) minting).secret();
    }

    private Joining redeem(TicketSecret secret, Author guest) {
        return tickets.redeem(
                secret,
                guest.person(),
                guest.address(),
                region.get(NodeRegistry.class).boot());
    }

    private Joining.Granted granted(Author guest, ShareId share) {
        Joining joining = redeem(minted(guest, share), guest);
        assertThat(joining).isInstanceOf(Joining.Granted.class);
        return (Joining.Granted) joining;
    }

    private RefusalCode refusal(Author guest, ShareId share) {
        return ((Minting.Refused) mint(guest, share)).because().code();
    }

    private AtomicInteger watched(Joining.Granted granted) {
        AtomicInteger cut = new AtomicInteger();
        within(SOON, "the gateway listens", () -> elsewhere.get(Signals.class).listening());
        elsewhere.get(ShareEnds.class).watch(granted, cut::incrementAndGet);
        return cut;
    }

    private List<String> actions() {
        return region.audited("session", session).stream()
                .map(entry -> entry.action() + " " + entry.outcome())
                .toList();
    }

    private static IpAccessEdit.Content content(String... cidrs) {
        return new IpAccessEdit.Content(
                "Guests",
                "",
                List.of(cidrs).stream()
                        .map(cidr -> new IpAccessEdit.RuleText(cidr, ""))
                        .toList());
    }

    private Duration leftOf(Optional<Instant> end) {
        return Duration.between(region.clock.instant(), end.orElseThrow());
    }
}
