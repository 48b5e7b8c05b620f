package dev.berth.broker.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a page of a list begins: behind a row, or before one. It names the row by what the list is sorted by, so rows that
 * come and go elsewhere shift nothing.
 *
 * @param key what the row is sorted by, as PostgreSQL writes it
 */
public record Place(Direction direction, String key, UUID id) {

    private static final int UUID_LENGTH = 36;

    /** Which rows are wanted. */
    public enum Direction {
        AFTER,
        BEFORE
    }

    /** Reads {@link #toString()}. */
    public static Place parse(String text) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            return new Place(
                    plain.charAt(0) == '<' ? Direction.BEFORE : Direction.AFTER,
                    plain.substring(1 + UUID_LENGTH).replace("\0", ""),
                    UUID.fromString(plain.substring(1, 1 + UUID_LENGTH)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "at is '%s'; allowed is what the list's own links to its next and previous page say."
                            .formatted(text),
                    e);
        }
    }

    /** For an address: letters, digits, '-' and '_'. */
    @Override
    public String toString() {
        String plain = (direction == Direction.BEFORE ? "<" : ">") + id + key;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
