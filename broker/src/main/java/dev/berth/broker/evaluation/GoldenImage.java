package dev.berth.broker.evaluation;

import dev.berth.broker.catalog.ImageVersionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a golden image's folder says of itself.
 *
 * @param id made of its content, so that the same build is the same version everywhere and another build is another
 * @param directory the build's own, never the link that leads to the latest: what a version names stays what it is
 */
record GoldenImage(ImageVersionId id, String name, int version, String commandLine, Path directory) {

    /** Empty when there is no image in the folder yet. */
    static Optional<GoldenImage> in(Path directory) {
        Path description = directory.resolve("image.json");
        Path root = directory.resolve("root.qcow2");
        if (!Files.isReadable(description) || !Files.isReadable(root)) {
            return Optional.empty();
        }
        try {
            byte[] text = Files.readAllBytes(description);
            JsonNode json = JsonMapper.shared().readTree(text);
            String content = new String(text, StandardCharsets.UTF_8)
                    + Files.size(root)
                    + Files.getLastModifiedTime(root).toMillis();
            return Optional.of(new GoldenImage(
                    new ImageVersionId(UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8))),
                    text(json, "name", description),
                    json.path("version").asInt(1),
                    text(json, "commandLine", description),
                    directory.toRealPath()));
        } catch (IOException | JacksonException e) {
            throw new IllegalStateException(
                    "Cannot read " + description + ", which describes the golden image. Build the image anew.", e);
        }
    }

    private static String text(JsonNode json, String field, Path file) {
        JsonNode value = json.path(field);
        if (!value.isString()) {
            throw new IllegalStateException(file + " has no text '" + field + "'. Build the image anew.");
        }
        return value.asString();
    }
}
