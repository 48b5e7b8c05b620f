package dev.berth.broker.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A token as its service holds it: {@code berth_}, 10 letters and digits that find its row, 40 that prove it (238 random
 * bits), and 6 of a checksum, by which scanners tell a leaked token from a random word.
 */
public final class TokenSecret {

    /** How every token begins. */
    public static final String PREFIX = "berth_";

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LOCATOR = 10;
    private static final int SECRET = 40;
    private static final int CHECKSUM = 6;
    private static final Pattern FORM = Pattern.compile("berth_[0-9A-Za-z]{%d}".formatted(LOCATOR + SECRET + CHECKSUM));

    private final String text;

    private TokenSecret(String text) {
        this.text = text;
    }

    static TokenSecret random(RandomGenerator random) {
        var text = new StringBuilder(PREFIX);
        for (int i = 0; i < LOCATOR + SECRET; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new TokenSecret(text + checksum(text.toString()));
    }

    /** Empty for what no Berth ever gave out. */
    public static Optional<TokenSecret> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String body = text.substring(0, text.length() - CHECKSUM);
        return text.endsWith(checksum(body)) ? Optional.of(new TokenSecret(text)) : Optional.empty();
    }

    /** To be shown once, to whoever made the token. */
    public String reveal() {
        return text;
    }

    String locator() {
        return text.substring(PREFIX.length(), PREFIX.length() + LOCATOR);
    }

    /** The secret part has more random bits than a hash has: it needs no salt, and no slow hash. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every Java must have", e);
        }
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        var digits = new StringBuilder();
        for (long rest = crc.getValue(); digits.length() < CHECKSUM; rest /= ALPHABET.length()) {
            digits.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
        }
        return digits.reverse().toString();
    }

    /** Never the secret: this ends up in logs. */
    @Override
    public String toString() {
        return PREFIX + locator() + "…";
    }
}
