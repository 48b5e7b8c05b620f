package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.ChannelPolicy;
import dev.berth.broker.session.Redemption;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.broker.session.TunnelId;
import dev.berth.broker.share.Joining;
import dev.berth.broker.share.ViewerId;
import dev.berth.gateway.guacd.BrowserDisplay;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.Order;
import dev.berth.gateway.guacd.ScriptedGuacd;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest in somebody's session, over a guacd of its own in place of the owner's, so that what each is sent is told apart. */
@Timeout(120)
class GuestTest {

    private static final String ARGS =
            "4.args,13.VERSION_1_3_0,8.hostname,4.port,9.read-only,12.disable-copy,13.disable-paste;";

    /** Everything that could do something in the guest or to the connection, and a ping. */
    private static final String HOSTILE = "3.key,2.65,1.1;3.key,2.65,1.0;5.mouse,2.10,2.20,1.1;5.mouse,2.10,2.20,1.0;"
            + "5.touch,1.1,2.10,2.20,1.1,1.1,1.0,1.1;4.size,3.800,3.600;9.clipboard,1.0,10.text/plain;"
            + "4.blob,1.0,4.c2Vj;3.end,1.0;4.file,1.1,10.text/plain,5.a.txt;4.blob,1.1,4.c2Vj;3.end,1.1;"
            + "4.pipe,1.2,10.text/plain,1.p;5.audio,1.3,9.audio/L16;4.argv,1.4,10.text/plain,9.read-only;"
            + "4.blob,1.4,8.ZmFsc2U=;3.end,1.4;3.ack,1.1,2.OK,1.0;3.get,1.0,1./;3.put,1.0,1.5,10.text/plain,1.f;"
            + "6.select,3.rdp;7.connect,1.x;3.KEY,2.65,1.1;3.nop;0.,4.ping,1.7;4.sync,2.42;";

    private static final SessionId SESSION = new SessionId(UUID.randomUUID());
    private static final BrowserDisplay DISPLAY =
            new BrowserDisplay(1024, 768, 96, Optional.empty(), List.of("image/png"));

    private final RememberingBrowser ownersBrowser = new RememberingBrowser();
    private final RememberingBrowser guestsBrowser = new RememberingBrowser();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> ownersEvents = new CopyOnWriteArrayList<>();
    private volatile boolean mayJoin = true;
    private final ScriptedGuacd owners;
    private Tunnels tunnels = tunnels(Duration.ofMinutes(1), Duration.ofMinutes(5));

    GuestTest() throws Exception {
        owners = new ScriptedGuacd(ScriptedGuacd.ready(ScriptedGuacd.ARGS_1_5, ScriptedGuacd.Peer::readToEnd));
    }

    private Tunnels tunnels(Duration beat, Duration answer) {
        return new Tunnels(
                new TunnelLimits(beat, answer, Duration.ZERO),
                1_000,
                new TunnelMeters(new SimpleMeterRegistry()),
                granted -> new TunnelEvents(
                        end -> ownersEvents.add("connected"),
                        () -> {},
                        at -> ownersEvents.add("input"),
                        what -> {},
                        end -> ownersEvents.add("ended " + end)),
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        owners.close();
    }

    @Test
    void whateverAWatchingGuestsBrowserSendsNoneOfItReachesGuacd() throws Exception {
        ownerConnects();
        try (ScriptedGuacd guacd = guests(gateway -> gateway.read("never sent"))) {
            Tunnel guest = guestJoins(guacd, false);
            send(guest, HOSTILE);
            TunnelBed.await(() -> guestsBrowser.has(""));
            guest.end(TunnelEnd.SHARE_OVER);
            assertThat(afterHandshake(guacd)).containsExactly(List.of("nop"));
            assertThat(guestsBrowser.instructions()).contains(List.of("", "ping", "7"));
            assertThat(ownersEvents).doesNotContain("input");
        }
    }

    @Test
    void aGuestWithControlHasKeyboardAndPointerAndNothingElse() throws Exception {
        ownerConnects();
        try (ScriptedGuacd guacd = guests(gateway -> gateway.read("never sent"))) {
            Tunnel guest = guestJoins(guacd, true);
            send(guest, HOSTILE);
            TunnelBed.await(() -> guestsBrowser.has(""));
            guest.end(TunnelEnd.SHARE_OVER);
            assertThat(afterHandshake(guacd))
                    .extracting(List::getFirst)
                    .containsExactly("key", "key", "mouse", "mouse", "touch", "nop");
            assertThat(ownersEvents).as("the session is in use").contains("input");
        }
    }

    @Test
    void guacdIsAskedForTheOwnersConnectionAndToLetTheGuestOnlyWatch() throws Exception {
        ownerConnects();
        try (ScriptedGuacd guacd = guests(gateway -> gateway.read("never sent"))) {
            Tunnel guest = guestJoins(guacd, false);
            guest.end(TunnelEnd.SHARE_OVER);
            assertThat(guacd.received())
                    .contains(
                            List.of("select", "$abc"),
                            List.of("connect", "VERSION_1_3_0", "", "", "true", "true", "true"));
        }
    }

    @Test
    void aGuacdThatCannotMakeAGuestOnlyWatchIsNotUsed() throws Exception {
        ownerConnects();
        try (ScriptedGuacd guacd =
                new ScriptedGuacd(ScriptedGuacd.ready("4.args,13.VERSION_1_3_0,8.hostname;", gateway -> {}))) {
            opens(guacd, false);
            TunnelBed.await(() -> guestsBrowser.closedWith.get() == TunnelEnd.GUACD_UNAVAILABLE);
            assertThat(events).containsExactly("ended GUACD_UNAVAILABLE");
        }
    }

    @Test
    void aGuestIsOutAtOnceWhenTheOwnersTunnelEndsHoweverThatEnds() throws Exception {
        Tunnel owner = ownerConnects();
        try (ScriptedGuacd guacd = guests(ScriptedGuacd.Peer::readToEnd)) {
            guestJoins(guacd, true);
            long cut = System.nanoTime();
            owner.end(TunnelEnd.BROWSER_LOST);
            TunnelBed.await(() -> guestsBrowser.closedWith.get() == TunnelEnd.OWNER_AWAY);
            assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(1));
            TunnelBed.await(() -> events.contains("ended OWNER_AWAY"));
        }
    }

    @Test
    void withoutTheOwnerThereIsNothingToJoin() throws Exception {
        try (ScriptedGuacd guacd = guests(ScriptedGuacd.Peer::readToEnd)) {
            opens(guacd, true);
            TunnelBed.await(() -> guestsBrowser.closedWith.get() == TunnelEnd.OWNER_AWAY);
        }
    }

    @Test
    void aGuestWhomTheBrokerDoesNotLetInSeesNothing() throws Exception {
        ownerConnects();
        mayJoin = false;
        try (ScriptedGuacd guacd = guests(gateway -> {
            gateway.send("4.sync,1.1;");
            gateway.readToEnd();
        })) {
            opens(guacd, false);
            TunnelBed.await(() -> guestsBrowser.closedWith.get() == TunnelEnd.SESSION_ENDED);
            assertThat(guestsBrowser.instructions()).isEmpty();
        }
    }

    @Test
    void whatTheOwnerCopiesDoesNotGoToGuests() throws Exception {
        ownerConnects();
        try (ScriptedGuacd guacd = guests(gateway -> {
            gateway.send("9.clipboard,1.0,10.text/plain;4.blob,1.0,4.c2Vj;3.end,1.0;4.sync,1.1;");
            gateway.readToEnd();
        })) {
            guestJoins(guacd, true);
            TunnelBed.await(() -> guestsBrowser.has("sync"));
            assertThat(guestsBrowser.instructions()).containsExactly(List.of("sync", "1"));
        }
    }

    /** Both browsers answer every ping: it is what is not read that ends it. */
    @Test
    void aGuestWhoDoesNotReadIsDroppedAndNeitherGuacdsPictureNorTheOwnerWaits() throws Exception {
        tunnels = tunnels(Duration.ofMillis(50), Duration.ofSeconds(2));
        Tunnel owner = ownerConnects();
        byte[] frame = "4.copy,2.-1,1.0,1.0,2.64,2.64,2.14,1.0,3.128,2.64;"
                .repeat(1_000)
                .getBytes(StandardCharsets.UTF_8);
        AtomicLong sent = new AtomicLong();
        try (ScriptedGuacd guacd = guests(gateway -> {
            gateway.read("nop");
            while (true) {
                gateway.send(frame);
                sent.addAndGet(frame.length);
            }
        })) {
            guestsBrowser.stopReading();
            Tunnel guest = opens(guacd, false);
            TunnelBed.await(() -> {
                owner.heard();
                guest.heard();
                return events.contains("ended BROWSER_LOST");
            });
            assertThat(guestsBrowser.closedWith.get()).isEqualTo(TunnelEnd.BROWSER_LOST);
            assertThat(sent.get()).as("no more than sockets hold").isBetween(1L, 16_000_000L);
            assertThat(ownersBrowser.closedWith.get()).isNull();
            assertThat(ownersEvents).noneMatch(event -> event.startsWith("ended"));
        }
    }

    private Tunnel ownerConnects() throws Exception {
        Tunnel owner = tunnels.open(
                new Redemption.Granted(
                        SESSION,
                        new TunnelId(UUID.randomUUID()),
                        new RemoteDesktop(
                                "10.1.2.3",
                                40_001,
                                "berth",
                                "one-time",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new ChannelPolicy(true, true)),
                ownersBrowser,
                () -> GuacdConnection.open(owners.settings(), "rdp", new Order(Map.of(), Map.of(), Set.of()), DISPLAY));
        TunnelBed.await(() -> ownersEvents.contains("connected"));
        return owner;
    }

    private static ScriptedGuacd guests(ScriptedGuacd.Script script) throws Exception {
        return new ScriptedGuacd(ScriptedGuacd.ready(ARGS, script));
    }

    private Tunnel opens(ScriptedGuacd guacd, boolean control) {
        GuestOpening opening = new GuestOpening(
                tunnels,
                guacd.settings(),
                (granted, host) -> new TunnelEvents(
                        end -> {
                            events.add("connected");
                            return mayJoin;
                        },
                        () -> {},
                        host::guestUsedIt,
                        what -> {},
                        end -> events.add("ended " + end)));
        return opening.open(
                guestsBrowser,
                new Joining.Granted(
                        new ShareId(UUID.randomUUID()),
                        SESSION,
                        new ViewerId(UUID.randomUUID()),
                        new PersonId(UUID.randomUUID()),
                        control),
                DISPLAY);
    }

    private Tunnel guestJoins(ScriptedGuacd guacd, boolean control) throws Exception {
        Tunnel guest = opens(guacd, control);
        TunnelBed.await(() -> events.contains("connected"));
        return guest;
    }

    private static void send(Tunnel guest, String text) {
        guest.receive(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<List<String>> afterHandshake(ScriptedGuacd guacd) throws Exception {
        List<List<String>> received = guacd.received();
        int connect = received.stream().map(List::getFirst).toList().indexOf("connect");
        return received.subList(connect + 1, received.size());
    }
}
