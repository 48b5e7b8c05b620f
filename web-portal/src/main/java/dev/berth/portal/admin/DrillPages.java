package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.drill.DrillId;
import dev.berth.broker.drill.DrillReport;
import dev.berth.broker.drill.DrillSchedule;
import dev.berth.broker.drill.DrillSchedules;
import dev.berth.broker.drill.DrillStage;
import dev.berth.broker.drill.Drills;
import dev.berth.broker.drill.StageTime;
import dev.berth.broker.maintenance.Occurrence;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Failover drills: which there were, one under way, its report, and the form that begins one. */
@Controller
@RequestMapping("/admin/regions/drills")
class DrillPages {

    private static final int SHOWN = 50;
    private static final String BACK = "redirect:/admin/regions/drills";

    private final Drills drills;
    private final DrillSchedules schedules;
    private final WindowWords words;
    private final Clock clock;

    DrillPages(Drills drills, DrillSchedules schedules, WindowWords words, Clock clock) {
        this.drills = drills;
        this.schedules = schedules;
        this.words = words;
        this.clock = clock;
    }

    /** A schedule in the reader's words. */
    public record ScheduleRow(
            DrillSchedule schedule,
            String days,
            String hours,
            @Nullable Occurrence next) {}

    /** @param time null where the drill has not come to it, or never will */
    public record StageRow(DrillStage stage, @Nullable StageTime time, boolean failed) {}

    @GetMapping
    String list(Model model, Locale locale) {
        model.addAttribute("drills", drills.list(SHOWN));
        model.addAttribute(
                "schedules",
                schedules.list().stream()
                        .map(one -> new ScheduleRow(
                                one,
                                words.days(one.terms().timing(), locale),
                                words.hours(one.terms().timing()),
                                one.enabled() ? one.next(clock.instant()).orElse(null) : null))
                        .toList());
        return "admin/drills";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, DrillForm.fresh(), Map.of());
    }

    /** What it would mean, and the button that begins it. */
    @PostMapping("/preview")
    String preview(DrillForm form, Model model) {
        try {
            form.spec();
            model.addAttribute("preview", drills.preview(form.canary()));
            model.addAttribute("canary", form.canary().label());
            return form(model, form, Map.of());
        } catch (IllegalArgumentException e) {
            return form(model, form, Problems.of(e, DrillForm.FIELDS));
        }
    }

    @PostMapping
    String start(DrillForm form, @AuthenticationPrincipal Person person, Model model) {
        try {
            return BACK + "/" + drills.start(form.spec(), Actor.of(person)).id();
        } catch (IllegalArgumentException | ChangeRefusedException e) {
            return form(model, form, Problems.of(e, DrillForm.FIELDS));
        }
    }

    private static String form(Model model, DrillForm form, Map<String, String> problems) {
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        return "admin/drill-form";
    }

    @GetMapping("/{id}")
    String one(
            @PathVariable UUID id,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        fill(model, id);
        return htmx == null ? "admin/drill" : "admin/drill :: progress";
    }

    /** The page alone, with all that it needs in it: for whoever keeps it, or prints it. */
    @GetMapping("/{id}/report.html")
    String report(@PathVariable UUID id, Model model, HttpServletResponse response) {
        DrillReport report = fill(model, id);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"drill-"
                        + report.drill().beginsAt().toString().substring(0, 10) + ".html\"");
        return "admin/drill-report";
    }

    @PostMapping("/{id}/call-off")
    String callOff(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        try {
            drills.callOff(new DrillId(id), Actor.of(person));
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return BACK + "/" + id;
    }

    private DrillReport fill(Model model, UUID id) {
        DrillReport report = drills.report(new DrillId(id));
        model.addAttribute("report", report);
        model.addAttribute("drill", report.drill());
        model.addAttribute(
                "stages",
                Arrays.stream(DrillStage.values())
                        .filter(stage -> stage != DrillStage.OVER)
                        .map(stage -> new StageRow(
                                stage,
                                report.stage(stage).orElse(null),
                                stage == report.drill().failedIn()))
                        .toList());
        return report;
    }
}
