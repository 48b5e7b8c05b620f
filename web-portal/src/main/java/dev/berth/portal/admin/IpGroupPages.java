package dev.berth.portal.admin;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.ConfirmationToken;
import dev.berth.broker.access.EditResult;
import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.IpAccessGroups;
import dev.berth.broker.access.KeptGroup;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** IP access groups. An edit that cuts somebody off, its author above all, is shown before it is saved. */
@Controller
@RequestMapping("/admin/ip-groups")
class IpGroupPages {

    private static final String BACK = "redirect:/admin/ip-groups";

    private final IpAccessGroups groups;
    private final JdbcBundles bundles;

    IpGroupPages(IpAccessGroups groups, JdbcBundles bundles) {
        this.groups = groups;
        this.bundles = bundles;
    }

    /** "Your address as Berth sees it", on every page of these. */
    @ModelAttribute
    void address(HttpServletRequest request, Model model) {
        model.addAttribute("origin", RequestOrigin.known(request));
    }

    @GetMapping
    String list(Model model) {
        model.addAttribute("groups", groups.list());
        return "admin/ip-groups";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, null, new IpGroupForm("", "", "", 0), Map.of());
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model) {
        KeptGroup group = find(id);
        return form(model, group, IpGroupForm.of(group), Map.of());
    }

    @PostMapping
    String create(
            IpGroupForm form,
            @RequestParam(required = false) @Nullable String confirmation,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Model model) {
        var edit = new IpAccessEdit.Create(new IpAccessGroupId(UUID.randomUUID()), form.content());
        return save(model, null, form, edit, confirmation, author(person, request));
    }

    @PostMapping("/{id}")
    String change(
            @PathVariable UUID id,
            IpGroupForm form,
            @RequestParam(required = false) @Nullable String confirmation,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Model model) {
        KeptGroup group = find(id);
        var edit = new IpAccessEdit.Change(group.id(), form.revision(), form.content());
        return save(model, group, form, edit, confirmation, author(person, request));
    }

    /** @param verb {@code attach}, {@code detach}, {@code delete} */
    @PostMapping("/{id}/{verb:attach|detach|delete}")
    String move(
            @PathVariable UUID id,
            @PathVariable String verb,
            @RequestParam long revision,
            @RequestParam(defaultValue = "DIRECTORY:") String place,
            @RequestParam(required = false) @Nullable String confirmation,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Model model) {
        KeptGroup group = find(id);
        IpAccessEdit edit = switch (verb) {
            case "attach" -> new IpAccessEdit.Attach(group.id(), revision, target(place));
            case "detach" -> new IpAccessEdit.Detach(group.id(), revision, target(place));
            default -> new IpAccessEdit.Delete(group.id(), revision);
        };
        model.addAttribute("place", place);
        model.addAttribute("verb", verb);
        return save(model, group, IpGroupForm.of(group), edit, confirmation, author(person, request));
    }

    private String save(
            Model model,
            @Nullable KeptGroup group,
            IpGroupForm form,
            IpAccessEdit edit,
            @Nullable String confirmation,
            Author author) {
        try {
            return switch (groups.apply(
                    edit, author, Optional.ofNullable(confirmation).map(ConfirmationToken::new))) {
                case EditResult.Saved saved ->
                    edit instanceof IpAccessEdit.Create
                            ? "redirect:/admin/ip-groups/" + saved.group().id()
                            : BACK;
                case EditResult.Deleted deleted -> BACK;
                case EditResult.NeedsConfirmation needed -> {
                    model.addAttribute("preview", needed.preview());
                    model.addAttribute("token", needed.token().value());
                    yield form(model, group, form, Map.of());
                }
            };
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, group, form, Problems.of(e, IpGroupForm.FIELDS));
        }
    }

    private String form(Model model, @Nullable KeptGroup group, IpGroupForm form, Map<String, String> problems) {
        model.addAttribute("group", group);
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("roles", Role.values());
        return "admin/ip-group";
    }

    private static Author author(Person person, HttpServletRequest request) {
        return new Author(person, RequestOrigin.addressOf(request));
    }

    private static IpAccessEdit.Target target(String place) {
        int colon = place.indexOf(':');
        try {
            return new IpAccessEdit.Target(Place.Kind.valueOf(place.substring(0, colon)), place.substring(colon + 1));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "place is '%s'; allowed are the directory, a bundle and a role.".formatted(place), e);
        }
    }

    private KeptGroup find(UUID id) {
        return groups.find(new IpAccessGroupId(id)).orElseThrow(() -> new NotFoundException("IP access group", id));
    }
}
