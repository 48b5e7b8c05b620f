package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.Image;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.directory.Person;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Images and their versions. */
@RestController
@RequestMapping("/api/v1/images")
class ImageApi {

    private final JdbcImages store;
    private final Images images;

    ImageApi(JdbcImages store, Images images) {
        this.store = store;
        this.images = images;
    }

    record NewImage(String name, String description, GuestSystem guest) {}

    record NewVersion(Path directory, String commandLine, boolean directKernel) {}

    @GetMapping
    List<Image> list() {
        return store.list();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Image create(@RequestBody NewImage image, @AuthenticationPrincipal Person person) {
        return images.create(image.name(), image.description(), image.guest(), Actor.of(person));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        images.delete(new ImageId(id), Actor.of(person));
    }

    @GetMapping("/{id}/versions")
    List<ImageVersion> versions(@PathVariable UUID id) {
        return store.versions(new ImageId(id));
    }

    /** The files must be there already. */
    @PostMapping("/{id}/versions")
    @ResponseStatus(HttpStatus.CREATED)
    ImageVersion publish(
            @PathVariable UUID id, @RequestBody NewVersion version, @AuthenticationPrincipal Person person) {
        return images.publish(
                new ImageId(id), version.directory(), version.commandLine(), version.directKernel(), Actor.of(person));
    }

    @DeleteMapping("/versions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteVersion(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        images.deleteVersion(new ImageVersionId(id), Actor.of(person));
    }
}
