package dev.berth.broker.pipeline;

import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which packages versions of images have: of those that a pipeline made, from its own record; of others, from the {@code
 * image.json} in their folder, where there is one.
 */
@Component
public class Manifests {

    private static final Logger LOG = LoggerFactory.getLogger(Manifests.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LARGEST_FILE = 8L * 1024 * 1024;

    private final JdbcClient jdbc;
    private final JdbcImages images;

    Manifests(JdbcClient jdbc, JdbcImages images) {
        this.jdbc = jdbc;
        this.images = images;
    }

    /** Empty where nobody wrote down what the version holds. */
    public Optional<Manifest> of(ImageVersionId id) {
        ImageVersion version = images.version(id).orElseThrow(() -> new NotFoundException("image version", id));
        return jdbc.sql("select packages from image_manifest where image_version_id = :id")
                .param("id", id.value())
                .query(String.class)
                .optional()
                .map(Manifest::parse)
                .or(() -> described(version.directory().resolve("image.json")));
    }

    void record(ImageVersionId id, Manifest manifest) {
        jdbc.sql("insert into image_manifest (image_version_id, digest, packages) values (:id, :digest, :packages)")
                .param("id", id.value())
                .param("digest", manifest.digest())
                .param("packages", manifest.lines())
                .update();
    }

    private static Optional<Manifest> described(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                return Optional.empty();
            }
            var lines = new TreeMap<String, String>();
            for (JsonNode one : JSON.readTree(Files.readString(file)).path("packages")) {
                lines.put(one.path("name").asString(""), one.path("version").asString(""));
            }
            Manifest manifest = Manifest.parse(new Manifest(lines).lines());
            return manifest.packages().isEmpty() ? Optional.empty() : Optional.of(manifest);
        } catch (IOException | JacksonException e) {
            LOG.warn("{} cannot be read, so nobody knows the version's packages.", file, e);
            return Optional.empty();
        }
    }
}
