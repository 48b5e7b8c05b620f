package dev.berth.portal.admin;

import dev.berth.broker.assignment.Assignment;
import dev.berth.broker.assignment.JdbcAssignments;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.SubjectColumns;
import dev.berth.broker.directory.Person;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who may have what. */
@Controller
@RequestMapping("/admin/entitlements")
class EntitlementPages {

    private static final String BUNDLE = "bundle:";
    private static final String APPLICATION = "application:";
    private static final Set<String> FIELDS = Set.of("offer", "picked", "role", "value");

    private final JdbcEntitlements entitlements;
    private final JdbcApplications applications;
    private final JdbcAssignments assignments;
    private final Catalog catalog;
    private final Names names;

    EntitlementPages(
            JdbcEntitlements entitlements,
            JdbcApplications applications,
            JdbcAssignments assignments,
            Catalog catalog,
            Names names) {
        this.entitlements = entitlements;
        this.applications = applications;
        this.assignments = assignments;
        this.catalog = catalog;
        this.names = names;
    }

    /**
     * @param kind {@code EVERYONE}, {@code ROLE}, {@code GROUP}, {@code ATTRIBUTE}, {@code PERSON}
     * @param assigned whether an assignment hangs on it
     */
    public record Row(UUID id, String kind, String subject, String offer, boolean application, boolean assigned) {}

    @GetMapping
    String list(Model model) {
        Map<BundleId, String> bundles = names.bundles();
        Map<ApplicationId, String> programs =
                applications.list().stream().collect(Collectors.toMap(Application::id, Application::name));
        Set<EntitlementId> assigned =
                assignments.list().stream().map(Assignment::id).collect(Collectors.toSet());
        List<Row> rows = entitlements.list().stream()
                .map(entitlement -> new Row(
                        entitlement.id().value(),
                        SubjectColumns.kind(entitlement.subject()),
                        entitlement.subject().label(),
                        switch (entitlement.offer()) {
                            case Offer.OfBundle(BundleId id) -> bundles.getOrDefault(id, id.toString());
                            case Offer.OfApplication(ApplicationId id) -> programs.getOrDefault(id, id.toString());
                        },
                        entitlement.offer() instanceof Offer.OfApplication,
                        assigned.contains(entitlement.id())))
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("bundleNames", bundles);
        model.addAttribute("applicationNames", programs);
        SubjectForm.fill(model);
        return "admin/entitlements";
    }

    @PostMapping
    String entitle(@RequestParam String offer, SubjectForm form, @AuthenticationPrincipal Person person, Model model) {
        try {
            catalog.entitle(form.subject(), offer(offer), Actor.of(person));
            return "redirect:/admin/entitlements";
        } catch (IllegalArgumentException | ChangeRefusedException | NotFoundException e) {
            model.addAttribute("problems", Problems.of(e, FIELDS));
            model.addAttribute("chosen", form.kind());
            return list(model);
        }
    }

    @PostMapping("/{id}/delete")
    String withdraw(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        catalog.withdraw(new EntitlementId(id), Actor.of(person));
        return "redirect:/admin/entitlements";
    }

    private static Offer offer(String text) {
        if (text.startsWith(BUNDLE)) {
            return new Offer.OfBundle(new BundleId(UUID.fromString(text.substring(BUNDLE.length()))));
        }
        if (text.startsWith(APPLICATION)) {
            return new Offer.OfApplication(new ApplicationId(UUID.fromString(text.substring(APPLICATION.length()))));
        }
        throw new IllegalArgumentException("offer is '%s'; allowed is a bundle or an application.".formatted(text));
    }
}
