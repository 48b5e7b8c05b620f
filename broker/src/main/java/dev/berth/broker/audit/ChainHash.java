package dev.berth.broker.audit;

import dev.berth.broker.region.RegionKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What ties an entry to all before it: HMAC-SHA256 under the region's key over the hash before and every column. Who has
 * the database alone cannot make one.
 */
@Component
final class ChainHash {

    private static final String PURPOSE = "audit-chain";
    private static final HexFormat HEX = HexFormat.of();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final RegionKey key;

    ChainHash(RegionKey key) {
        this.key = key;
    }

    /**
     * In hexadecimal digits.
     *
     * @param before the hash of the position before
     */
    String of(String before, Instant sealedAt, EntryColumns entry) {
        return HEX.formatHex(key.derive(
                PURPOSE,
                HEX.parseHex(before),
                micros(sealedAt),
                number(entry.id()),
                entry.at() == null ? absent() : micros(entry.at()),
                text(entry.person() == null ? null : entry.person().toString()),
                text(entry.actor()),
                text(entry.address()),
                text(entry.action()),
                text(entry.thingKind()),
                text(entry.thing()),
                text(entry.outcome()),
                text(entry.reason()),
                text(canonical(entry.before())),
                text(canonical(entry.after()))));
    }

    /** Proves that Berth wrote the end of an export. */
    String ofExport(UUID export, Instant exportedAt, ChainHead head, long unsealed) {
        return HEX.formatHex(key.derive(
                "audit-export",
                text(export.toString()),
                micros(exportedAt),
                number(head.position()),
                text(head.hash()),
                number(unsealed)));
    }

    /** The database keeps microseconds. */
    static Instant kept(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    private static byte[] micros(Instant at) {
        return number(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] absent() {
        return new byte[] {0};
    }

    /** Nothing and an empty text differ. */
    private static byte[] text(@Nullable String text) {
        if (text == null) {
            return absent();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(bytes.length + 1).put((byte) 1).put(bytes).array();
    }

    /** The same for the same value, however whoever stored or copied it spaced and ordered it. */
    private static @Nullable String canonical(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            return JSON.writeValueAsString(JSON.readValue(json, Object.class));
        } catch (JacksonException e) {
            // Deeper or longer than Berth ever writes: then each character counts.
            return json;
        }
    }
}
