package dev.berth.gateway;

import dev.berth.gateway.guacd.FirstPicture;
import dev.berth.gateway.guacd.InstructionInput;
import dev.berth.gateway.guacd.InstructionScanner;
import dev.berth.gateway.guacd.Opcode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.guacamole.protocol.GuacamoleStatus;
import org.jspecify.annotations.Nullable;

/** The direction from guacd to the browser. For one thread. */
final class GuacdSide {

    /** Tells the page that it may take its progress view away. */
    private static final byte[] FIRST_PICTURE = "0.,13.first-picture;".getBytes(StandardCharsets.US_ASCII);

    /** In guacd's words for a TLS connection that did not come about; a refused certificate has none of its own. */
    private static final String CERTIFICATE = "certificate";

    /** Is told at once, before more is waited for. */
    @FunctionalInterface
    interface Blocking {
        void blocked(Blocked blocked) throws IOException;
    }

    private final InstructionInput input;
    private final Relay.Outlet browser;
    private final Blocking blocking;
    private final InstructionPolicy policy;
    private final Relay.Outlet outlet;
    private final Relay relay;
    private final TunnelTerms terms;
    private final FirstPicture picture = new FirstPicture();
    private boolean pictureCompleted;
    private long bytes;

    GuacdSide(InstructionInput input, TunnelTerms terms, Relay.Outlet browser, Blocking blocking) {
        this.input = input;
        this.blocking = blocking;
        this.browser = browser;
        this.terms = terms;
        this.policy = new ToBrowserPolicy(terms.policy(), terms.maxClipboardBytes());
        this.outlet = (buffer, from, length) -> {
            browser.write(buffer, from, length);
            bytes += length;
        };
        this.relay = new Relay(input, policy, this::passing, outlet);
    }

    /** Passes on what the display begins with, as what guacd sends. */
    void begin(byte[] beginning) throws IOException {
        InstructionInput first = InstructionInput.ofGuacd(new ByteArrayInputStream(beginning));
        first.fill();
        new Relay(first, policy, this::passing, outlet).relay();
    }

    /**
     * Passes on what came, then waits for more.
     *
     * @return whether there may be more; if not, {@link #reason} says why
     */
    boolean relayAndFill() throws IOException {
        boolean ends = relay.relay();
        terms.meters().toBrowser(bytes, relay.takeDropped());
        bytes = 0;
        for (Blocked blocked : relay.takeBlocked()) {
            blocking.blocked(blocked);
        }
        if (pictureCompleted) {
            pictureCompleted = false;
            browser.write(FIRST_PICTURE, 0, FIRST_PICTURE.length);
            terms.events().firstFrame().run();
        }
        return !ends && input.fill() >= 0;
    }

    /**
     * Why guacd ended: by its last instruction, or by closing in the middle.
     *
     * @param pinned whether guacd was told which certificate the guest has
     */
    TunnelEnd reason(boolean pinned) {
        InstructionScanner last = input.scanner();
        if (last.elements() == 0) {
            return TunnelEnd.GUACD_BROKEN;
        }
        return switch (last.opcode()) {
            case DISCONNECT -> TunnelEnd.GUEST_CLOSED;
            case REQUIRED -> TunnelEnd.CREDENTIALS_REFUSED;
            case ERROR ->
                pinned && last.text(1).contains(CERTIFICATE)
                        ? TunnelEnd.CERTIFICATE_REFUSED
                        : ofStatus(GuacamoleStatus.fromGuacamoleStatusCode((int) last.number(2)));
            default -> TunnelEnd.GUACD_BROKEN;
        };
    }

    /** guacd's own words for the log. */
    String lastWords() {
        InstructionScanner last = input.scanner();
        return last.elements() > 0 && last.opcode() == Opcode.ERROR
                ? "guacd said '" + last.text(1) + "', status " + last.text(2)
                : "guacd closed the connection";
    }

    private static TunnelEnd ofStatus(@Nullable GuacamoleStatus status) {
        if (status == null) {
            return TunnelEnd.GUACD_BROKEN;
        }
        return switch (status) {
            case SESSION_CLOSED, SESSION_TIMEOUT, SESSION_CONFLICT -> TunnelEnd.GUEST_CLOSED;
            case CLIENT_UNAUTHORIZED, CLIENT_FORBIDDEN -> TunnelEnd.CREDENTIALS_REFUSED;
            case UPSTREAM_ERROR, UPSTREAM_NOT_FOUND, UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE ->
                TunnelEnd.GUEST_UNAVAILABLE;
            default -> TunnelEnd.GUACD_BROKEN;
        };
    }

    private void passing(InstructionScanner instruction, Opcode opcode) {
        terms.tape().watcher().passing(instruction, opcode);
        pictureCompleted |= picture.completedBy(instruction, opcode);
    }
}
