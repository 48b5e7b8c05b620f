package dev.berth.portal.admin;

import dev.berth.broker.catalog.Image;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.JdbcImages;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Image versions as people choose among them: {@code Debian desktop, version 3}. */
@Component
class ImageChoices {

    private final JdbcImages images;

    ImageChoices(JdbcImages images) {
        this.images = images;
    }

    Map<UUID, String> labels() {
        Map<ImageId, String> names = images.list().stream().collect(Collectors.toMap(Image::id, Image::name));
        return images.versions().stream()
                .collect(Collectors.toMap(
                        version -> version.id().value(), label(names), (first, second) -> first, LinkedHashMap::new));
    }

    private static Function<ImageVersion, String> label(Map<ImageId, String> names) {
        return version -> names.getOrDefault(version.image(), "?") + " · " + version.version();
    }
}
