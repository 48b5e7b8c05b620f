package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Rollout;
import dev.berth.broker.maintenance.RolloutId;
import dev.berth.broker.maintenance.Rollouts;
import dev.berth.broker.update.UpdateChoice;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Roll-outs of updates: made, watched while they go on, paused, resumed, cancelled. */
@Controller
@RequestMapping("/admin/maintenance/rollouts")
class RolloutPages {

    private static final int SHOWN = 50;
    private static final int MOST_PAGES = 10_000;
    private static final String ROLLOUT = "redirect:/admin/maintenance/rollouts/";

    private final Rollouts rollouts;
    private final JdbcBundles bundles;

    RolloutPages(Rollouts rollouts, JdbcBundles bundles) {
        this.rollouts = rollouts;
        this.bundles = bundles;
    }

    @GetMapping
    String list(Model model) {
        model.addAttribute("rollouts", rollouts.latest(SHOWN, 0));
        return "admin/rollouts";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, RolloutForm.fresh(), Map.of());
    }

    @PostMapping
    String start(RolloutForm form, @AuthenticationPrincipal Person person, Model model) {
        try {
            return ROLLOUT
                    + rollouts.start(form.spec(), form.toBundle(), Actor.of(person))
                            .id();
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            return form(model, form, Problems.of(e, RolloutForm.FIELDS));
        }
    }

    @GetMapping("/{id}")
    String rollout(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int page,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        Rollout rollout = rollouts.find(new RolloutId(id)).orElseThrow(() -> new NotFoundException("roll-out", id));
        int shown = Math.clamp(page, 0, MOST_PAGES);
        model.addAttribute("rollout", rollout);
        model.addAttribute("lines", rollouts.lines(rollout.id(), SHOWN, shown * SHOWN));
        model.addAttribute("page", shown);
        model.addAttribute("more", rollout.desktops() > (shown + 1) * SHOWN);
        return htmx == null ? "admin/rollout" : "admin/rollout :: progress";
    }

    @PostMapping("/{id}/pause")
    String pause(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        return act(id, rollouts::pause, person, told);
    }

    @PostMapping("/{id}/resume")
    String resume(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        return act(id, rollouts::resume, person, told);
    }

    @PostMapping("/{id}/cancel")
    String cancel(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        return act(id, rollouts::cancel, person, told);
    }

    private static String act(UUID id, BiConsumer<RolloutId, Actor> verb, Person person, RedirectAttributes told) {
        try {
            verb.accept(new RolloutId(id), Actor.of(person));
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return ROLLOUT + id;
    }

    private String form(Model model, RolloutForm form, Map<String, String> problems) {
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("choices", UpdateChoice.values());
        return "admin/rollout-form";
    }
}
