package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.EditResult;
import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.IpAccessGroups;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Account;
import dev.berth.broker.directory.AccountState;
import dev.berth.broker.directory.Role;
import dev.berth.broker.directory.Standing;
import dev.berth.broker.helpdesk.Why;
import dev.berth.broker.helpdesk.WhyQuestion;
import dev.berth.broker.share.Joining;
import dev.berth.broker.share.Share;
import dev.berth.broker.share.ShareEnd;
import dev.berth.broker.share.ShareEnds;
import dev.berth.broker.share.ShareState;
import dev.berth.broker.share.ShareTimers;
import dev.berth.broker.signal.Signals;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** How a sharing is over, and how soon its guest is out. */
@Tag("alone")
@Isolated("It measures times.")
class SharingEndsTest extends SharedSession {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

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

    private AtomicInteger watched(Joining.Granted granted) {
        AtomicInteger cut = new AtomicInteger();
        within(SOON, "the gateway listens", () -> elsewhere.get(Signals.class).listening());
        elsewhere.get(ShareEnds.class).watch(granted, cut::incrementAndGet);
        return cut;
    }

    private static IpAccessEdit.Content content(String... cidrs) {
        return new IpAccessEdit.Content(
                "Guests",
                "",
                List.of(cidrs).stream()
                        .map(cidr -> new IpAccessEdit.RuleText(cidr, ""))
                        .toList());
    }
}
