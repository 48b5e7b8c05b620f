package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.hypervisor.simulated.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TicketsTest extends InASessionRegion {

    private final Tickets tickets = region.get(Tickets.class);
    private SessionId session = new SessionId(UUID.randomUUID());

    @BeforeEach
    void openADesktop() {
        session = region.ready(alice, region.desktop());
    }

    @Test
    void aTicketLeadsToTheGuestWithThePasswordThatIsSetThere() {
        Redemption.Granted granted = region.granted(alice, session);

        RemoteDesktop target = granted.target();
        assertThat(target.host()).isEqualTo("127.0.0.1");
        assertThat(target.initialProgram()).isEmpty();
        assertThat(guestPassword("person")).contains(target.password());
        assertThat(granted.policy()).isEqualTo(new ChannelPolicy(true, false));
        assertThat(region.view(session).stages())
                .filteredOn(stage -> stage.stage() == Stage.CREDENTIALS_SET)
                .allMatch(stage -> stage.at().isPresent());
    }

    @Test
    void neitherSecretNorPasswordIsStoredOrPrinted() {
        TicketSecret secret = region.ticket(alice, session);
        RemoteDesktop target = ((Redemption.Granted) region.redeem(secret, alice)).target();

        String rows = region.jdbc()
                .sql("select string_agg(to_jsonb(t)::text, '') from connection_ticket t")
                .query(String.class)
                .single();
        assertThat(rows)
                .doesNotContain(secret.value())
                .doesNotContain(target.password())
                .doesNotContain(hex(secret.value()))
                .doesNotContain(hex(target.password()));
        assertThat(secret.toString()).doesNotContain(secret.value());
        assertThat(target.toString()).doesNotContain(target.password());
    }

    @Test
    void aReplayedTicketIsRefusedAndAudited() {
        TicketSecret secret = region.ticket(alice, session);
        region.redeem(secret, alice);

        assertRefused(region.redeem(secret, alice), "used before");
    }

    @Test
    void oneTicketShownTwentyTimesAtOnceIsGrantedOnce() throws Exception {
        TicketSecret secret = region.ticket(alice, session);
        List<Callable<Redemption>> tries = IntStream.range(0, 20)
                .<Callable<Redemption>>mapToObj(i -> () -> region.redeem(secret, alice))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(tries).stream().map(Future::resultNow))
                    .filteredOn(Redemption.Granted.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void anExpiredTicketIsRefused() {
        TicketSecret secret = region.ticket(alice, session);
        region.clock.forward(Duration.ofSeconds(31));

        assertRefused(region.redeem(secret, alice), "expired");
    }

    @Test
    void aTicketFromAnotherAddressIsRefusedAndWorthNothingAfterwards() {
        TicketSecret secret = region.ticket(alice, session);

        assertRefused(tickets.redeem(secret, alice, HOME, boot()), "made for 192.0.2.10 and shown by 203.0.113.20");
        assertRefused(region.redeem(secret, alice), "withdrawn");
    }

    @Test
    void aTicketOfSomebodyElseIsRefusedAndWorthNothingAfterwards() {
        TicketSecret secret = region.ticket(alice, session);
        Person mallory = region.signedIn("mallory", Role.EMPLOYEE);

        assertRefused(region.redeem(secret, mallory), "somebody else");
        assertRefused(region.redeem(secret, alice), "withdrawn");
    }

    @Test
    void aTicketAfterSignOutIsRefused() {
        TicketSecret secret = region.ticket(alice, session);
        tickets.signedOut(alice.id());

        assertRefused(region.redeem(secret, alice), "signed out");
    }

    @Test
    void aTicketAtAnotherGatewayOrAfterItsRestartIsRefused() {
        TicketSecret secret = region.ticket(alice, session);

        assertRefused(tickets.redeem(secret, alice, OFFICE, new GatewayBoot(UUID.randomUUID())), "another gateway");
    }

    @Test
    void aTicketThatNobodyMadeIsRefused() {
        Redemption refused = region.redeem(TicketSecret.random(), alice);

        assertThat(refused).isInstanceOf(Redemption.Refused.class);
        assertThat(((Redemption.Refused) refused).reason()).contains("No such ticket");
        assertThatThrownBy(() -> new TicketSecret("' or 1=1 --")).hasMessageContaining("base64url");
    }

    @Test
    void aTicketOfASessionThatEndedMeanwhileIsRefused() {
        TicketSecret secret = region.ticket(alice, session);
        region.sessions().end(session, TerminationReason.ADMIN_ENDED, ADMIN);

        assertRefused(region.redeem(secret, alice), "over or not ready");
    }

    @Test
    void accessIsAskedAgainWhenATicketIsUsed() {
        TicketSecret secret = region.ticket(alice, session);
        region.jdbc()
                .sql("update person set barred = 'The account was disabled.' where id = :id")
                .param("id", alice.id().objectGuid())
                .update();

        assertRefused(region.redeem(secret, alice), "account was disabled");
    }

    @Test
    void anotherPersonsSessionIsNotFoundAndTheAttemptIsWrittenDown() {
        Person mallory = region.signedIn("mallory", Role.EMPLOYEE);
        Minting minting = tickets.mint(mallory, OFFICE, session);

        assertThat(minting).isInstanceOf(Minting.Refused.class);
        assertThat(((Minting.Refused) minting).because().code()).isEqualTo(RefusalCode.NOT_FOUND);
        assertThat(((Minting.Refused) minting).because().sentence())
                .isEqualTo("There is no session " + session + ".")
                .doesNotContain("alice");
        assertThat(region.audited("session", session))
                .anyMatch(entry ->
                        entry.actor().equals("mallory") && entry.reason().contains("belongs to alice"));
    }

    @Test
    void thereIsNoTicketForASessionThatIsNotReady() {
        region.world.faults().refuseNext(Operation.START, 1_000);
        Person bob = region.signedIn("bob", Role.EMPLOYEE);
        SessionId opening = region.opened(bob, region.desktop());

        Minting minting = tickets.mint(bob, OFFICE, opening);
        assertThat(((Minting.Refused) minting).because().code()).isEqualTo(RefusalCode.SESSION_NOT_USABLE);
    }

    @Test
    void aGuestThatDoesNotTakeThePasswordMeansNoTicket() {
        region.world.faults().refuseNext(Operation.GUEST_SET_PASSWORD, 1);

        Minting minting = tickets.mint(alice, OFFICE, session);
        assertThat(((Minting.Refused) minting).because().sentence()).contains("try again shortly");
    }

    @Test
    void thePasswordHoldsUntilTheFirstPictureAndIsScrambledThen() {
        Redemption.Granted granted = region.granted(alice, session);
        region.sessions().connected(session, granted.tunnel());
        region.get(DoorUpkeep.class).run();
        assertThat(guestPassword("person")).contains(granted.target().password());

        region.sessions().firstFrame(session, granted.tunnel());

        within(
                SOON,
                "scrambled",
                () -> !guestPassword("person")
                        .equals(Optional.of(granted.target().password())));
    }

    @Test
    void aDesktopAndAnApplicationOpenedTogetherDoNotLockEachOtherOut() {
        SessionId editor = region.ready(alice, new Launch.ApplicationLaunch(region.editor.id()));
        TicketSecret first = region.ticket(alice, session);
        TicketSecret second = region.ticket(alice, editor);

        Redemption.Granted one = (Redemption.Granted) region.redeem(first, alice);
        assertThat(guestPassword("person")).contains(one.target().password());
        region.sessions().connected(session, one.tunnel());
        region.sessions().firstFrame(session, one.tunnel());
        Redemption.Granted two = (Redemption.Granted) region.redeem(second, alice);
        assertThat(guestPassword("person-app")).contains(two.target().password());
        region.sessions().connected(editor, two.tunnel());
        region.sessions().firstFrame(editor, two.tunnel());

        within(
                SOON,
                "scrambled",
                () -> !guestPassword("person-app")
                        .equals(Optional.of(two.target().password())));
    }

    @Test
    void aTicketThatNobodyUsedLeavesNoPasswordAndNoWayIn() {
        region.ticket(alice, session);
        Optional<String> before = guestPassword("person");
        region.sessions().end(session, TerminationReason.ADMIN_ENDED, ADMIN);
        region.clock.forward(Duration.ofMinutes(2));

        region.get(DoorUpkeep.class).run();
        assertThat(guestPassword("person")).isNotEqualTo(before);
        within(SOON, "way in shut", () -> !doorOpen());
    }

    @Test
    void theWayInIsShutWhenTheLastBrowserIsGone() {
        TunnelId tunnel = region.connected(alice, session);
        assertThat(doorOpen()).isTrue();

        region.sessions().disconnected(session, tunnel, DisconnectReason.BROWSER_CLOSED);
        within(SOON, "way in shut", () -> !doorOpen());
    }

    private boolean doorOpen() {
        return region.jdbc()
                .sql("select bool_or(door_open) from session where id = :id")
                .param("id", session.value())
                .query(Boolean.class)
                .single();
    }

    private GatewayBoot boot() {
        return region.get(NodeRegistry.class).boot();
    }

    private Optional<String> guestPassword(String account) {
        return region.world.password(region.machine(session), account);
    }

    private void assertRefused(Redemption redemption, String reason) {
        assertThat(redemption).isInstanceOf(Redemption.Refused.class);
        assertThat(((Redemption.Refused) redemption).reason()).contains(reason);
        assertThat(region.audited("session", session))
                .anyMatch(entry ->
                        entry.action().equals("ticket.redeem") && entry.reason().contains(reason));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
