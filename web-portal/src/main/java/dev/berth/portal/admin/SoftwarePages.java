package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.software.Assignment;
import dev.berth.broker.software.AssignmentId;
import dev.berth.broker.software.DesktopPackages;
import dev.berth.broker.software.FlatContent;
import dev.berth.broker.software.Moment;
import dev.berth.broker.software.PackageLine;
import dev.berth.broker.software.Packages;
import dev.berth.broker.software.Rule;
import dev.berth.broker.software.Software;
import dev.berth.broker.software.SoftwareFiles;
import dev.berth.broker.software.SoftwareId;
import dev.berth.broker.software.TaskState;
import dev.berth.broker.software.VersionId;
import dev.berth.portal.page.ProgramIcons;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Applications as packages: the catalogue, a package with its versions, who gets it, and how far desktops are. */
@Controller
@RequestMapping("/admin/packages")
class SoftwarePages {

    private static final String BACK = "redirect:/admin/packages";
    private static final int SHOWN = 100;

    private final Packages packages;
    private final DesktopPackages desktops;

    SoftwarePages(Packages packages, DesktopPackages desktops) {
        this.packages = packages;
        this.desktops = desktops;
    }

    @GetMapping
    String list(Model model) {
        Map<SoftwareId, Map<TaskState, Integer>> counts = desktops.counts();
        model.addAttribute(
                "rows",
                packages.list().stream()
                        .map(one -> SoftwareView.Row.of(
                                one, packages.versions(one.id()), counts.getOrDefault(one.id(), Map.of())))
                        .toList());
        return "admin/packages";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, SoftwareForm.fresh(), Map.of());
    }

    @PostMapping
    String create(SoftwareForm form, @AuthenticationPrincipal Person person, Model model) {
        try {
            return BACK + "/" + packages.create(form.spec(), Actor.of(person)).id();
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            return form(model, form, Problems.of(e, SoftwareForm.FIELDS));
        }
    }

    @GetMapping("/{id}")
    String one(@PathVariable UUID id, @RequestParam(required = false) @Nullable TaskState state, Model model) {
        Software software = find(id);
        return page(model, software, SoftwareForm.of(software), state);
    }

    /** For the desktop's page, which loads it. */
    @GetMapping("/desktops/{id}")
    String ofDesktop(@PathVariable UUID id, Model model) {
        model.addAttribute("lines", desktops.of(new DesktopId(id)));
        return "admin/packages :: of-desktop";
    }

    @PostMapping("/{id}")
    String change(@PathVariable UUID id, SoftwareForm form, @AuthenticationPrincipal Person person, Model model) {
        Software software = find(id);
        try {
            packages.update(software.id(), form.revision(), form.spec(), Actor.of(person));
            return BACK + "/" + id;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            model.addAttribute("problems", Problems.of(e, SoftwareForm.FIELDS));
            return page(model, software, form, null);
        }
    }

    @PostMapping("/{id}/delete")
    String delete(
            @PathVariable UUID id,
            @RequestParam long revision,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        boolean gone = done(told, () -> packages.delete(new SoftwareId(id), revision, Actor.of(person)));
        return gone ? BACK : BACK + "/" + id;
    }

    @PostMapping("/{id}/versions")
    String add(@PathVariable UUID id, VersionForm form, @AuthenticationPrincipal Person person, Model model) {
        Software software = find(id);
        try {
            packages.add(software.id(), form.spec(), Actor.of(person));
            return BACK + "/" + id + "#versions";
        } catch (IllegalArgumentException | ChangeRefusedException | NotFoundException e) {
            model.addAttribute("problems", Problems.of(e, VersionForm.FIELDS));
            model.addAttribute("versionForm", form);
            return page(model, software, SoftwareForm.of(software), null);
        }
    }

    @PostMapping("/{id}/versions/{version}/current")
    String setCurrent(
            @PathVariable UUID id,
            @PathVariable UUID version,
            @RequestParam long revision,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        done(told, () -> packages.setCurrent(new SoftwareId(id), revision, new VersionId(version), Actor.of(person)));
        return BACK + "/" + id + "#versions";
    }

    @PostMapping("/{id}/versions/{version}/delete")
    String remove(
            @PathVariable UUID id,
            @PathVariable UUID version,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        done(told, () -> packages.remove(new SoftwareId(id), new VersionId(version), Actor.of(person)));
        return BACK + "/" + id + "#versions";
    }

    @PostMapping("/{id}/assignments")
    String assign(
            @PathVariable UUID id,
            SubjectForm form,
            @RequestParam Rule rule,
            @RequestParam Moment moment,
            @AuthenticationPrincipal Person person,
            Model model) {
        Software software = find(id);
        try {
            packages.assign(software.id(), form.subject(), rule, moment, Actor.of(person));
            return BACK + "/" + id + "#assignments";
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            model.addAttribute("problems", Problems.of(e, SubjectForm.FIELDS));
            model.addAttribute("chosen", form.kind());
            return page(model, software, SoftwareForm.of(software), null);
        }
    }

    @PostMapping("/assignments/{id}/delete")
    String withdraw(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        Assignment before =
                packages.assignment(new AssignmentId(id)).orElseThrow(() -> new NotFoundException("assignment", id));
        packages.withdraw(before.id(), Actor.of(person));
        return BACK + "/" + before.software() + "#assignments";
    }

    /** @param desktop null for all on which it failed */
    @PostMapping("/{id}/retry")
    String retry(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID desktop,
            @AuthenticationPrincipal Person person) {
        Software software = find(id);
        desktops.retry(software.id(), Optional.ofNullable(desktop).map(DesktopId::new), Actor.of(person));
        return BACK + "/" + id + "#desktops";
    }

    private static boolean done(RedirectAttributes told, Runnable verb) {
        try {
            verb.run();
            return true;
        } catch (ChangeRefusedException | StaleRevisionException e) {
            told.addFlashAttribute("failed", e.getMessage());
            return false;
        }
    }

    private static String form(Model model, SoftwareForm form, Map<String, String> problems) {
        model.addAttribute("software", null);
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("iconChoices", ProgramIcons.KNOWN);
        return "admin/software";
    }

    private String page(Model model, Software software, SoftwareForm form, @Nullable TaskState state) {
        List<PackageLine> lines = desktops.of(software.id(), state, SHOWN, 0);
        model.addAttribute("software", software);
        model.addAttribute("form", form);
        model.addAttribute("iconChoices", ProgramIcons.KNOWN);
        model.addAttribute(
                "versions",
                packages.versions(software.id()).stream()
                        .map(version -> SoftwareView.VersionRow.of(version, software))
                        .toList());
        model.addAttribute("contents", FlatContent.Kind.values());
        model.addAttribute("partBytes", SoftwareFiles.PART_BYTES);
        model.addAttribute(
                "assignments",
                packages.assignments(software.id()).stream()
                        .map(SoftwareView.AssignmentRow::of)
                        .toList());
        model.addAttribute("rules", List.of(Rule.REQUIRED, Rule.AVAILABLE, Rule.REMOVED));
        model.addAttribute("moments", Moment.values());
        SubjectForm.fill(model);
        model.addAttribute("lines", lines);
        model.addAttribute("state", state);
        model.addAttribute("states", TaskState.values());
        model.addAttribute("counts", desktops.counts().getOrDefault(software.id(), Map.of()));
        model.addAttribute("most", SHOWN);
        if (!model.containsAttribute("versionForm")) {
            model.addAttribute("versionForm", VersionForm.fresh());
        }
        return "admin/software";
    }

    private Software find(UUID id) {
        return packages.find(new SoftwareId(id)).orElseThrow(() -> new NotFoundException("package", id));
    }
}
