package dev.berth.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.guacamole.protocol.GuacamoleInstruction;

/**
 * What policy did not let pass.
 *
 * @param stream its number with whoever sent it, so that they are told and wait for nothing
 */
record Blocked(Channel channel, Direction direction, Why why, int stream) {

    /** Guacamole's status for what a client may not do, CLIENT_FORBIDDEN. */
    private static final int FORBIDDEN = 0x0303;

    enum Channel {
        CLIPBOARD,
        FILE,
        PRINT,
        SOUND,
        /** Of the connection to the guest, which only the broker sets. */
        PARAMETER
    }

    /** As the guest sees it. */
    enum Direction {
        IN,
        OUT
    }

    enum Why {
        OFF,
        KIND,
        CONTENT,
        SIZE
    }

    /** With the empty opcode, as Guacamole marks what is between tunnel and page and no drawing. */
    byte[] notice() {
        return bytes(new GuacamoleInstruction("", "blocked", word(channel), word(direction), word(why)));
    }

    /** Tells the sender of the stream that nobody takes it. */
    byte[] refusal() {
        return bytes(new GuacamoleInstruction(
                "ack", Integer.toString(stream), "Blocked by policy.", Integer.toString(FORBIDDEN)));
    }

    String path() {
        return word(channel) + " " + word(direction);
    }

    String sentence() {
        return switch (why) {
            case OFF -> "This channel is switched off for the bundle.";
            case KIND -> "What was sent is of a kind that does not pass here.";
            case CONTENT -> "The content is not what it was said to be.";
            case SIZE -> "It is larger than the policy allows.";
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(GuacamoleInstruction instruction) {
        return instruction.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
