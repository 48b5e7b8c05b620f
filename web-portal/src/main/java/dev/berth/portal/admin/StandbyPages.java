package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.standby.KeptPoints;
import dev.berth.broker.standby.StandbyPolicies;
import dev.berth.broker.standby.Standbys;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Which desktops stand by in another region, for whom, and how much would be lost. */
@Controller
class StandbyPages {

    private static final int SHOWN = 200;
    private static final Set<String> FIELDS = Set.of("bundle", "picked", "minutes");

    private final Standbys standbys;
    private final StandbyPolicies policies;
    private final KeptPoints points;
    private final JdbcBundles bundles;

    StandbyPages(Standbys standbys, StandbyPolicies policies, KeptPoints points, JdbcBundles bundles) {
        this.standbys = standbys;
        this.policies = policies;
        this.points = points;
        this.bundles = bundles;
    }

    /**
     * As it is typed.
     *
     * @param picked a group chosen from the directory; empty for everybody
     */
    public record PolicyForm(String bundle, String picked, String minutes) {

        public PolicyForm {
            bundle = Objects.requireNonNullElse(bundle, "");
            picked = Objects.requireNonNullElse(picked, "");
            minutes = Objects.requireNonNullElse(minutes, "");
        }

        Optional<Subject.OfGroup> group() {
            return typed(picked).map(PickedSubject::read).map(subject -> {
                if (subject instanceof Subject.OfGroup group) {
                    return group;
                }
                throw new IllegalArgumentException(
                        "picked is '" + subject.label() + "'; allowed is a group, or nobody for everybody.");
            });
        }
    }

    @GetMapping("/admin/regions/standby")
    String page(Model model) {
        return page(model, new PolicyForm("", "", "5"), Map.of());
    }

    @PostMapping("/admin/regions/standby/policies")
    String create(PolicyForm form, @AuthenticationPrincipal Person person, Model model) {
        try {
            Optional<Subject.OfGroup> group = form.group();
            policies.create(
                    typed(form.bundle()).map(id -> new BundleId(UUID.fromString(id))),
                    group.map(one -> one.group().sid()),
                    group.map(Subject.OfGroup::label),
                    Duration.ofMinutes(Problems.whole("minutes", form.minutes())),
                    Actor.of(person));
            return "redirect:/admin/regions/standby";
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            return page(model, form, Problems.of(e, FIELDS));
        }
    }

    @PostMapping("/admin/regions/standby/policies/{id}/delete")
    String delete(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        policies.delete(id, Actor.of(person));
        return "redirect:/admin/regions/standby";
    }

    /** User volumes of other moments that a desktop can have again. */
    @GetMapping("/admin/desktops/{id}/points")
    String points(@PathVariable UUID id, Model model) {
        return points(id, model, null);
    }

    @PostMapping("/admin/desktops/{id}/points/{point}/restore")
    String restore(
            @PathVariable UUID id, @PathVariable UUID point, @AuthenticationPrincipal Person person, Model model) {
        try {
            points.putBack(new DesktopId(id), new PointId(point), Actor.of(person));
            return "redirect:/admin/desktops/" + id + "/points";
        } catch (ChangeRefusedException e) {
            return points(id, model, e.getMessage());
        }
    }

    @PostMapping("/admin/desktops/{id}/points/{point}/delete")
    String deletePoint(
            @PathVariable UUID id,
            @PathVariable UUID point,
            @RequestParam(defaultValue = "") String typed,
            @AuthenticationPrincipal Person person,
            Model model) {
        try {
            points.delete(new DesktopId(id), new PointId(point), typed, Actor.of(person));
            return "redirect:/admin/desktops/" + id + "/points";
        } catch (ChangeRefusedException e) {
            return points(id, model, e.getMessage());
        }
    }

    private String points(UUID id, Model model, @Nullable String refused) {
        model.addAttribute("id", id);
        model.addAttribute("points", points.of(new DesktopId(id)));
        model.addAttribute("cover", standbys.cover(new DesktopId(id)).orElse(null));
        model.addAttribute("refused", refused);
        return "admin/desktop-points";
    }

    private String page(Model model, PolicyForm form, Map<String, String> problems) {
        model.addAttribute("summary", standbys.summary());
        model.addAttribute("covers", standbys.covers(SHOWN));
        model.addAttribute("ready", standbys.ready(SHOWN));
        model.addAttribute("diverged", standbys.diverged(SHOWN));
        model.addAttribute("policies", policies.list());
        model.addAttribute(
                "bundles",
                bundles.list().stream()
                        .collect(Collectors.toMap(
                                one -> one.id().toString(), one -> one.name(), (x, y) -> x, LinkedHashMap::new)));
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        return "admin/standby";
    }

    private static Optional<String> typed(String text) {
        return Optional.of(text.strip()).filter(one -> !one.isEmpty());
    }
}
