package dev.berth.broker.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An entry as a line of JSON, and back. */
final class ExportLine {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ExportLine() {}

    static String of(ChainLink link, EntryColumns entry) {
        ObjectNode line = JSON.createObjectNode();
        line.put("position", link.position());
        line.put("hash", link.hash());
        line.put("sealedAt", link.sealedAt().toString());
        fill(line, entry);
        return JSON.writeValueAsString(line);
    }

    static String unsealed(EntryColumns entry) {
        ObjectNode line = JSON.createObjectNode();
        line.putNull("position");
        fill(line, entry);
        return JSON.writeValueAsString(line);
    }

    /** A place whose entry is gone. */
    static String gone(ChainLink link) {
        ObjectNode line = JSON.createObjectNode();
        line.put("position", link.position());
        line.put("hash", link.hash());
        line.put("sealedAt", link.sealedAt().toString());
        line.put("id", link.entryId());
        line.put("gone", true);
        return JSON.writeValueAsString(line);
    }

    private static void fill(ObjectNode line, EntryColumns entry) {
        line.put("id", entry.id());
        line.put("at", entry.at() == null ? null : entry.at().toString());
        line.put("person", entry.person() == null ? null : entry.person().toString());
        line.put("actor", entry.actor());
        line.put("address", entry.address());
        line.put("action", entry.action());
        line.put("thingKind", entry.thingKind());
        line.put("thing", entry.thing());
        line.put("outcome", entry.outcome());
        line.put("reason", entry.reason());
        line.set("before", entry.before() == null ? JSON.nullNode() : JSON.readTree(entry.before()));
        line.set("after", entry.after() == null ? JSON.nullNode() : JSON.readTree(entry.after()));
    }

    /** Reads what {@link #of} or {@link #gone} wrote. */
    static ChainLink link(JsonNode line) {
        long id = line.required("id").asLong();
        return new ChainLink(
                line.required("position").asLong(),
                id,
                new ChainHead(0, line.required("hash").asString(), Instant.EPOCH).hash(),
                Instant.parse(line.required("sealedAt").asString()),
                line.path("gone").asBoolean(false) ? null : entry(line, id));
    }

    private static EntryColumns entry(JsonNode line, long id) {
        String at = text(line, "at");
        String person = text(line, "person");
        return new EntryColumns(
                id,
                at == null ? null : Instant.parse(at),
                person == null ? null : UUID.fromString(person),
                text(line, "actor"),
                text(line, "address"),
                text(line, "action"),
                text(line, "thingKind"),
                text(line, "thing"),
                text(line, "outcome"),
                text(line, "reason"),
                json(line, "before"),
                json(line, "after"));
    }

    private static @Nullable String text(JsonNode line, String field) {
        JsonNode value = line.required(field);
        return value.isNull() ? null : value.asString();
    }

    private static @Nullable String json(JsonNode line, String field) throws JacksonException {
        JsonNode value = line.required(field);
        return value.isNull() ? null : JSON.writeValueAsString(value);
    }
}
