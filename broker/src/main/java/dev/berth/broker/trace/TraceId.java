package dev.berth.broker.trace;

import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The trace of a session's opening, as W3C writes it: 32 hexadecimal digits, the session's id. So every node that works for
 * the session adds to the same trace, and nothing has to be handed on.
 */
public record TraceId(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final int SPAN = 16;

    public TraceId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("trace is '" + hex + "'; allowed are 32 hexadecimal digits.");
        }
    }

    public static TraceId of(UUID session) {
        HexFormat digits = HexFormat.of();
        return new TraceId(digits.toHexDigits(session.getMostSignificantBits())
                + digits.toHexDigits(session.getLeastSignificantBits()));
    }

    /** The id of the span that all others are part of. */
    public String root() {
        return hex.substring(SPAN);
    }

    @Override
    public String toString() {
        return hex;
    }
}
