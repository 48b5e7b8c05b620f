package dev.berth.portal.admin;

import dev.berth.broker.assignment.Assignment;
import dev.berth.broker.assignment.Assignments;
import dev.berth.broker.assignment.JdbcAssignments;
import dev.berth.broker.assignment.LeavingPolicy;
import dev.berth.broker.assignment.Terms;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Changes who is given a bundle, from the bundle's page. */
@Controller
class AssignmentPages {

    private final JdbcAssignments assignments;
    private final Assignments verbs;

    AssignmentPages(JdbcAssignments assignments, Assignments verbs) {
        this.assignments = assignments;
        this.verbs = verbs;
    }

    @PostMapping("/admin/bundles/{id}/assignments")
    String assign(
            @PathVariable UUID id,
            AssignmentForm form,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        try {
            verbs.assign(PickedSubject.read(form.picked()), new BundleId(id), form.terms(), Actor.of(person));
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            told.addFlashAttribute("assignmentForm", form);
            told.addFlashAttribute("problems", Problems.of(e, AssignmentForm.FIELDS));
        }
        return back(new BundleId(id));
    }

    @PostMapping("/admin/assignments/{id}")
    String change(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam LeavingPolicy onLeaving,
            @RequestParam String leavingDays,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        Assignment before = require(id);
        try {
            var terms = new Terms(before.terms().running(), onLeaving, Problems.whole("leavingDays", leavingDays));
            verbs.change(before.id(), revision, terms, Actor.of(person));
        } catch (IllegalArgumentException | StaleRevisionException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return back(before.bundle());
    }

    @PostMapping("/admin/assignments/{id}/delete")
    String withdraw(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        Assignment before = require(id);
        verbs.withdraw(before.id(), revision, Actor.of(person));
        return back(before.bundle());
    }

    private Assignment require(UUID id) {
        return assignments.find(new EntitlementId(id)).orElseThrow(() -> new NotFoundException("assignment", id));
    }

    private static String back(BundleId bundle) {
        return "redirect:/admin/bundles/" + bundle + "#assignments";
    }
}
