package dev.berth.broker.catalog;

import dev.berth.broker.audit.Actor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Changes images and their versions, on the same terms as {@link Catalog}. */
@Component
public class Images {

    private final JdbcImages images;
    private final ChangeRecord record;
    private final Clock clock;

    public Images(JdbcImages images, ChangeRecord record, Clock clock) {
        this.images = images;
        this.record = record;
        this.clock = clock;
    }

    public Image create(String name, String description, GuestSystem guest, Actor actor) {
        var image = new Image(new ImageId(UUID.randomUUID()), name, description, guest, clock.instant());
        return record.change("image '" + name + "'", () -> {
            images.insert(image);
            record.created(actor, "image", image.id(), Map.of("spec", image.toString()));
            return image;
        });
    }

    /** Adds the next version; its files must be there. */
    public ImageVersion publish(ImageId image, Path directory, String commandLine, boolean directKernel, Actor actor) {
        return record.change("image " + image, () -> {
            var _ = images.find(image).orElseThrow(() -> new NotFoundException("image", image));
            int next = images.versions(image).stream()
                            .mapToInt(ImageVersion::version)
                            .max()
                            .orElse(0)
                    + 1;
            var version = new ImageVersion(
                    new ImageVersionId(UUID.randomUUID()),
                    image,
                    next,
                    directory,
                    commandLine,
                    directKernel,
                    clock.instant());
            requireFiles(version);
            images.insert(version);
            record.created(actor, "image-version", version.id(), Map.of("spec", version.toString()));
            return version;
        });
    }

    /** Refused while a bundle or a desktop, past ones included, is made of it. */
    public void deleteVersion(ImageVersionId id, Actor actor) {
        record.change("image version " + id, () -> {
            ImageVersion before = images.version(id).orElseThrow(() -> new NotFoundException("image version", id));
            images.delete(id);
            record.deleted(actor, "image-version", id, before);
            return before;
        });
    }

    /** Refused while it has versions. */
    public void delete(ImageId id, Actor actor) {
        record.change("image " + id, () -> {
            Image before = images.find(id).orElseThrow(() -> new NotFoundException("image", id));
            images.delete(id);
            record.deleted(actor, "image", id, before);
            return before;
        });
    }

    private static void requireFiles(ImageVersion version) {
        requireDisk(version.rootFile());
        requireDisk(version.userFile());
        if (version.directKernel()) {
            requireFile(version.kernelFile());
            requireFile(version.initrdFile());
        }
    }

    private static void requireDisk(Path file) {
        requireFile(file);
        try {
            DiskHeader.read(file).requireWhole();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "directory holds '" + file.getFileName() + "', which cannot be read.", e);
        }
    }

    private static void requireFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("directory is '" + file.getParent() + "'; allowed is one that holds '"
                    + file.getFileName() + "', readable by Berth.");
        }
    }
}
