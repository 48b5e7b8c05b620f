package dev.berth.broker.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The end of the chain at a moment. Kept where the database's owner cannot reach, it shows whether everything up to it
 * is still there.
 *
 * @param position how many entries are sealed; 0 for none
 * @param hash of the last one, in hexadecimal digits
 */
public record ChainHead(long position, String hash, Instant sealedAt) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    static final ChainHead NONE = new ChainHead(0, "0".repeat(64), Instant.EPOCH);

    public ChainHead {
        if (position < 0) {
            throw new IllegalArgumentException("position of the head is " + position + "; allowed are 0 and more.");
        }
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("hash of the head is '" + hash + "'; allowed are 64 digits of 0-9a-f.");
        }
    }

    /** One line of JSON. */
    public String text() {
        return JSON.writeValueAsString(this);
    }

    /** Reads {@link #text()}; what else stands in the JSON is passed over. */
    public static ChainHead parse(String text) {
        try {
            var tree = JSON.readTree(text);
            return new ChainHead(
                    tree.required("position").asLong(),
                    tree.required("hash").asString(),
                    Instant.parse(tree.required("sealedAt").asString()));
        } catch (JacksonException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text.strip() + "' is no head of the audit chain; it looks like " + NONE.text(), e);
        }
    }
}
