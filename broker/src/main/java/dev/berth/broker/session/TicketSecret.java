package dev.berth.broker.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** What a browser shows to a gateway: 32 random bytes as base64url. Only its hash is stored. */
public record TicketSecret(String value) {

    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException without the value, which may be a real secret with a slip in it */
    public TicketSecret {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("ticket of " + value.length()
                    + " characters is not one that Berth made; allowed are 43 characters of base64url.");
        }
    }

    public static TicketSecret random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new TicketSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** SHA-256: enough for 256 random bits, which nobody can guess their way through. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }

    @Override
    public String toString() {
        return "ticket";
    }
}
