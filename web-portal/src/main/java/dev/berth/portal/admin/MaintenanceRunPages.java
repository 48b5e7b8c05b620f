package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Run;
import dev.berth.broker.maintenance.RunId;
import dev.berth.broker.maintenance.RunLine;
import dev.berth.broker.maintenance.Runs;
import dev.berth.broker.maintenance.UpdateLine;
import dev.berth.broker.maintenance.Updates;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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

/** A run of maintenance while it goes on and afterwards. */
@Controller
@RequestMapping("/admin/maintenance")
class MaintenanceRunPages {

    private static final int SHOWN = 50;
    private static final int MOST_PAGES = 10_000;
    private static final int MINUTES = 240;
    private static final String RUN = "redirect:/admin/maintenance/runs/";

    private final Runs runs;
    private final Updates updates;
    private final Desktops desktops;

    MaintenanceRunPages(Runs runs, Updates updates, Desktops desktops) {
        this.runs = runs;
        this.updates = updates;
        this.desktops = desktops;
    }

    @GetMapping("/runs/{id}")
    String run(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int page,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        Run run = runs.find(new RunId(id)).orElseThrow(() -> new NotFoundException("maintenance run", id));
        int shown = Math.clamp(page, 0, MOST_PAGES);
        model.addAttribute("run", run);
        List<RunLine> lines = runs.lines(run.id(), SHOWN, shown * SHOWN);
        model.addAttribute("lines", lines);
        model.addAttribute(
                "updates",
                updates.in(run.id(), lines.stream().map(RunLine::desktop).toList()).stream()
                        .collect(Collectors.toMap(UpdateLine::desktop, Function.identity())));
        model.addAttribute("page", shown);
        model.addAttribute("more", run.desktops() > (shown + 1) * SHOWN);
        return htmx == null ? "admin/maintenance-run" : "admin/maintenance-run :: progress";
    }

    @PostMapping("/runs/{id}/cancel")
    String cancel(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        try {
            runs.cancel(new RunId(id), Actor.of(person));
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return RUN + id;
    }

    /** One desktop, now or after a notice. */
    @PostMapping("/desktops/{id}/run")
    String maintain(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int noticeMinutes,
            @AuthenticationPrincipal Person person) {
        Desktop desktop = desktops.find(new DesktopId(id)).orElseThrow(() -> new NotFoundException("desktop", id));
        return RUN
                + runs.start(
                                desktop.blueprint().hostname(),
                                Set.of(desktop.id()),
                                MINUTES,
                                Duration.ofMinutes(noticeMinutes),
                                Actor.of(person))
                        .id();
    }
}
