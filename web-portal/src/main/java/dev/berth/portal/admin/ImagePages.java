package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.directory.Person;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Images and their versions. */
@Controller
@RequestMapping("/admin/images")
class ImagePages {

    private static final String BACK = "redirect:/admin/images";
    private static final String VIEW = "admin/images";
    private static final Set<String> FIELDS = Set.of("name", "description", "directory", "commandLine");

    private final JdbcImages store;
    private final Images images;

    ImagePages(JdbcImages store, Images images) {
        this.store = store;
        this.images = images;
    }

    @GetMapping
    String list(Model model) {
        var versions = new LinkedHashMap<ImageId, List<?>>();
        var all = store.list();
        all.forEach(image -> versions.put(image.id(), store.versions(image.id())));
        model.addAttribute("images", all);
        model.addAttribute("versions", versions);
        model.addAttribute("guests", GuestSystem.values());
        return VIEW;
    }

    @PostMapping
    String create(
            @RequestParam String name,
            @RequestParam String description,
            @RequestParam GuestSystem guest,
            @AuthenticationPrincipal Person person,
            Model model) {
        return orShow(model, "new", () -> images.create(name, description, guest, Actor.of(person)));
    }

    @PostMapping("/{id}/versions")
    String publish(
            @PathVariable UUID id,
            @RequestParam String directory,
            @RequestParam(defaultValue = "") String commandLine,
            @RequestParam(required = false) @Nullable String directKernel,
            @AuthenticationPrincipal Person person,
            Model model) {
        return orShow(
                model,
                id.toString(),
                () -> images.publish(
                        new ImageId(id), Path.of(directory), commandLine, directKernel != null, Actor.of(person)));
    }

    @PostMapping("/versions/{id}/delete")
    String deleteVersion(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        images.deleteVersion(new ImageVersionId(id), Actor.of(person));
        return BACK;
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        images.delete(new ImageId(id), Actor.of(person));
        return BACK;
    }

    /** @param where which of the page's forms the problem belongs to */
    private String orShow(Model model, String where, Runnable verb) {
        try {
            verb.run();
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            model.addAttribute("problemsOf", where);
            model.addAttribute("problems", Map.copyOf(Problems.of(e, FIELDS)));
            return list(model);
        }
    }
}
