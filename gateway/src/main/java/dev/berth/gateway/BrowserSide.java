package dev.berth.gateway;

import dev.berth.gateway.guacd.InstructionInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The direction from the browser to guacd. For one thread at a time: the container's, which brings the messages. */
final class BrowserSide {

    /** The bytes of the message at hand, as the stream that instructions are read from. */
    private static final class Message extends InputStream {

        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(into, from, count);
            return count;
        }
    }

    private final Message message = new Message();
    private final InstructionInput input = InstructionInput.ofBrowser(message);
    private final ToGuacdPolicy policy;
    private final Relay relay;
    private final TunnelTerms terms;
    private boolean inputSeen;
    private Instant inputTold = Instant.EPOCH;

    BrowserSide(TunnelTerms terms, Relay.Outlet guacd) {
        this.terms = terms;
        this.policy = new ToGuacdPolicy(terms.policy(), terms.maxClipboardBytes());
        this.relay = new Relay(
                input,
                terms.part().before(policy),
                (instruction, opcode) -> inputSeen |= ToGuacdPolicy.isInput(opcode),
                guacd);
    }

    /** @return whether the browser disconnects with it */
    boolean take(ByteBuffer bytes, Instant now) throws IOException {
        int length = bytes.remaining();
        message.bytes = bytes;
        boolean ends = false;
        while (!ends && bytes.hasRemaining()) {
            input.fill();
            ends = relay.relay();
        }
        terms.meters().toGuacd(length, relay.takeDropped());
        tellInput(now, terms.events().input());
        return ends;
    }

    List<Blocked> takeBlocked() {
        return relay.takeBlocked();
    }

    OptionalLong takePing() {
        return policy.takePing();
    }

    private void tellInput(Instant now, Consumer<Instant> events) {
        if (inputSeen && !now.isBefore(inputTold.plus(terms.limits().inputEvery()))) {
            inputTold = now;
            inputSeen = false;
            events.accept(now);
        }
    }
}
