package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.portal.page.ProgramIcons;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Applications that can be opened alone. */
@Controller
@RequestMapping("/admin/applications")
class ApplicationPages {

    private static final String BACK = "redirect:/admin/applications";

    private final JdbcApplications applications;
    private final JdbcBundles bundles;
    private final Catalog catalog;
    private final Names names;

    ApplicationPages(JdbcApplications applications, JdbcBundles bundles, Catalog catalog, Names names) {
        this.applications = applications;
        this.bundles = bundles;
        this.catalog = catalog;
        this.names = names;
    }

    @GetMapping
    String list(Model model) {
        model.addAttribute("applications", applications.list());
        model.addAttribute("bundleNames", names.bundles());
        return "admin/applications";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        var empty = new ApplicationForm(new UUID(0, 0), "", "", ProgramIcons.PLAIN, "", 0);
        return form(model, null, empty, Map.of());
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model) {
        Application application = find(id);
        return form(model, application, ApplicationForm.of(application), Map.of());
    }

    @PostMapping
    String create(ApplicationForm form, @AuthenticationPrincipal Person person, Model model) {
        return save(model, null, form, actor -> catalog.createApplication(form.spec(), actor), person);
    }

    @PostMapping("/{id}")
    String change(@PathVariable UUID id, ApplicationForm form, @AuthenticationPrincipal Person person, Model model) {
        Application application = find(id);
        return save(
                model,
                application,
                form,
                actor -> catalog.updateApplication(application.id(), form.revision(), form.spec(), actor),
                person);
    }

    @PostMapping("/{id}/enable")
    String enable(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam boolean enabled,
            @AuthenticationPrincipal Person person) {
        catalog.enableApplication(new ApplicationId(id), revision, enabled, Actor.of(person));
        return BACK;
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        catalog.deleteApplication(new ApplicationId(id), revision, Actor.of(person));
        return BACK;
    }

    private String save(
            Model model, @Nullable Application application, ApplicationForm form, Consumer<Actor> verb, Person person) {
        try {
            verb.accept(Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException | NotFoundException e) {
            return form(model, application, form, Problems.of(e, ApplicationForm.FIELDS));
        }
    }

    private String form(
            Model model, @Nullable Application application, ApplicationForm form, Map<String, String> problems) {
        model.addAttribute("edited", application);
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("iconChoices", ProgramIcons.KNOWN);
        return "admin/application";
    }

    private Application find(UUID id) {
        return applications.find(new ApplicationId(id)).orElseThrow(() -> new NotFoundException("application", id));
    }
}
