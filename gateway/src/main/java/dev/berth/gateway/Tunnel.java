package dev.berth.gateway;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.trace.Work;
import dev.berth.gateway.guacd.GuacdConnection;
import dev.berth.gateway.guacd.GuacdFailedException;
import dev.berth.gateway.guacd.MalformedInstructionException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser joined to guacd. One thread brings what guacd draws, the container's bring what the browser sends, and a
 * third keeps both sides awake and notices when one does not take what it is given. Nothing is queued: while the browser
 * does not read, guacd is not read. Whatever ends a tunnel, both sides are closed after it.
 */
final class Tunnel {

    /** Connects to guacd; may take seconds. */
    @FunctionalInterface
    interface Opener {
        GuacdConnection open() throws GuacdFailedException;
    }

    /** Closes one side. */
    @FunctionalInterface
    private interface Closing {
        void run() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final byte[] NOP = "3.nop;".getBytes(StandardCharsets.US_ASCII);

    private final SessionId session;
    private final BrowserLink browser;
    private final TunnelTerms terms;
    private final Clock clock;
    private final BrowserSide browserSide;
    private final BlockNews news = new BlockNews();
    private final RoundTrip trip;
    private final Handover toBrowser = new Handover();
    private final Handover toGuacd = new Handover();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable TunnelEnd> end = new AtomicReference<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final Set<Tunnel> guests = ConcurrentHashMap.newKeySet();
    private volatile @Nullable GuacdConnection guacd;
    private volatile long heardNanos = System.nanoTime();

    Tunnel(SessionId session, BrowserLink browser, TunnelTerms terms, Clock clock) {
        this.session = session;
        this.browser = browser;
        this.terms = terms;
        this.clock = clock;
        this.trip = new RoundTrip(terms.meters()::roundTrip);
        this.browserSide = new BrowserSide(terms, this::writeToGuacd);
    }

    SessionId session() {
        return session;
    }

    /** Whether messages are of use yet: before guacd is connected there is nobody to take them. */
    boolean takesMessages() {
        return guacd != null;
    }

    /** guacd's name of the connection, by which others join it; empty while there is none. */
    Optional<String> connection() {
        GuacdConnection opened = guacd;
        return opened == null || end.get() != null ? Optional.empty() : Optional.of(opened.id());
    }

    /** A guest who joins what this tunnel shows, and is out when it ends: nobody is alone in another's session. */
    boolean takesIn(Tunnel guest) {
        guests.add(guest);
        if (end.get() != null) {
            guests.remove(guest);
            return false;
        }
        return true;
    }

    /** The guest is gone. */
    void letsGo(Tunnel guest) {
        guests.remove(guest);
    }

    /** A guest used keyboard or pointer: the session is in use. */
    void guestUsedIt(Instant at) {
        terms.events().input().accept(at);
    }

    /** Opens and serves the tunnel until it ends; on a thread of its own. */
    void run(Opener opener) {
        try (GuacdConnection opened = terms.meters().connecting(opener)) {
            guacd = opened;
            if (!tellConnected()) {
                end(TunnelEnd.SESSION_ENDED);
            } else {
                Thread.ofVirtual().name("tunnel-beat-" + session).start(this::keepAwake);
                serve(opened);
            }
        } catch (GuacdFailedException failure) {
            LOG.warn("Session {} gets no connection: {}", session, failure.getMessage());
            end(TunnelEnd.GUACD_UNAVAILABLE);
        } catch (IOException | RuntimeException failure) {
            LOG.error("Session {}: its tunnel failed. The browser may try again.", session, failure);
            end(TunnelEnd.GUACD_BROKEN);
        }
    }

    /** Takes what the browser sent, cut anywhere. Blocks while guacd does not read. */
    void receive(ByteBuffer bytes) {
        heard();
        if (end.get() != null) {
            return;
        }
        try {
            if (browserSide.take(bytes, clock.instant())) {
                end(TunnelEnd.BROWSER_CLOSED);
            }
            for (Blocked blocked : browserSide.takeBlocked()) {
                tell(blocked);
                writeToBrowser(blocked.refusal());
            }
            OptionalLong ping = browserSide.takePing();
            if (ping.isPresent()) {
                byte[] answer = new GuacamoleInstruction("", "ping", Long.toString(ping.getAsLong()))
                        .toString()
                        .getBytes(StandardCharsets.US_ASCII);
                writeToBrowser(answer);
            }
        } catch (MalformedInstructionException malformed) {
            LOG.warn("Session {}: the browser's side is closed. {}", session, malformed.getMessage());
            end(TunnelEnd.BROWSER_MALFORMED);
        } catch (BrowserLostException lost) {
            end(TunnelEnd.BROWSER_LOST);
        } catch (IOException failure) {
            endAfterLastWords(failure);
        }
    }

    /** The browser gave a sign of life. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    /** The browser answered a ping of the WebSocket's. */
    void ponged() {
        heard();
        trip.answered();
    }

    /** Ends the tunnel, once: the first reason counts. Returns when both sides are closed. */
    void end(TunnelEnd why) {
        if (!end.compareAndSet(null, why)) {
            return;
        }
        closed.countDown();
        guests.forEach(guest -> Thread.ofVirtual().start(() -> guest.end(TunnelEnd.OWNER_AWAY)));
        GuacdConnection opened = guacd;
        if (opened != null) {
            close("guacd", opened::close);
        }
        close("the browser", () -> browser.close(why));
        terms.meters().ended(why);
        LOG.info("Session {}: tunnel closed, {}.", session, why);
        telling.lock();
        try {
            terms.events().ended().accept(why);
        } finally {
            telling.unlock();
        }
    }

    /** Never after the end was told, so that no session stays connected without a tunnel. */
    private boolean tellConnected() {
        telling.lock();
        try {
            return end.get() == null && terms.events().connected().told(this::end);
        } finally {
            telling.unlock();
        }
    }

    private void serve(GuacdConnection opened) {
        GuacdSide side = new GuacdSide(opened.input(), terms, this::writeToBrowser, this::refuseGuacd);
        try {
            side.begin(opened.beginning());
            boolean more = true;
            while (more) {
                more = side.relayAndFill();
            }
            if (end.get() == null) {
                LOG.info("Session {} on guacd connection {}: {}.", session, opened.id(), side.lastWords());
            }
            end(side.reason(opened.pinned()));
        } catch (BrowserLostException lost) {
            endAfter("the browser does not take its picture", lost, TunnelEnd.BROWSER_LOST);
        } catch (MalformedInstructionException malformed) {
            endAfter("guacd sent no Guacamole instruction", malformed, TunnelEnd.GUACD_BROKEN);
        } catch (SocketTimeoutException silent) {
            endAfter("guacd has gone silent", silent, TunnelEnd.GUACD_BROKEN);
        } catch (IOException failure) {
            endAfter("reading from guacd failed", failure, TunnelEnd.GUACD_BROKEN);
        }
    }

    private void keepAwake() {
        TunnelLimits limits = terms.limits();
        try (var _ = Work.forSession(session.value())) {
            while (!closed.await(limits.beat().toMillis(), TimeUnit.MILLISECONDS)) {
                if (toGuacd.stuckFor(limits.answer())) {
                    end(TunnelEnd.GUACD_BROKEN);
                } else if (toBrowser.stuckFor(limits.answer())
                        || System.nanoTime() - heardNanos > limits.answer().toNanos()) {
                    end(TunnelEnd.BROWSER_LOST);
                } else {
                    GuacdConnection opened = guacd;
                    if (opened != null) {
                        toGuacd.writeUnlessBusy(() -> opened.write(NOP, 0, NOP.length));
                    }
                    trip.sent();
                    toBrowser.writeUnlessBusy(browser::ping);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            end(TunnelEnd.GATEWAY_STOPPING);
        } catch (BrowserLostException lost) {
            endAfter("the browser takes no ping", lost, TunnelEnd.BROWSER_LOST);
        } catch (IOException failure) {
            endAfterLastWords(failure);
        }
    }

    /** What a guest gets nothing of is the owner's: guests are not told of it, and refuse nothing in the owner's name. */
    private void refuseGuacd(Blocked blocked) throws IOException {
        if (terms.part() == Part.OWNER) {
            tell(blocked);
            byte[] refusal = blocked.refusal();
            writeToGuacd(refusal, 0, refusal.length);
        }
    }

    private void tell(Blocked blocked) throws IOException {
        long now = System.nanoTime();
        if (news.tells(blocked, now)) {
            writeToBrowser(blocked.notice());
        }
        if (news.audits(blocked, now)) {
            terms.events().blocked().accept(blocked);
        }
    }

    private void writeToBrowser(byte[] bytes) throws IOException {
        writeToBrowser(bytes, 0, bytes.length);
    }

    private void writeToBrowser(byte[] bytes, int from, int length) throws IOException {
        toBrowser.write(() -> browser.send(ByteBuffer.wrap(bytes, from, length)));
    }

    private void writeToGuacd(byte[] bytes, int from, int length) throws IOException {
        GuacdConnection opened = guacd;
        if (opened == null) {
            throw new IOException("Session " + session + " has no connection to guacd yet; its input is not taken.");
        }
        toGuacd.write(() -> opened.write(bytes, from, length));
    }

    /** guacd takes nothing any more. What it said before that may still have to be read, and tells why. */
    private void endAfterLastWords(IOException failure) {
        try {
            if (closed.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        endAfter("writing to guacd failed", failure, TunnelEnd.GUACD_BROKEN);
    }

    private void endAfter(String what, IOException failure, TunnelEnd why) {
        if (end.get() == null) {
            LOG.info("Session {}: {}: {}", session, what, failure.toString());
        }
        end(why);
    }

    private void close(String side, Closing closing) {
        try {
            closing.run();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("Session {}: closing {} failed; the other side is closed all the same.", session, side, failure);
        }
    }
}
