package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.Person;
import dev.berth.broker.drill.DrillSchedule;
import dev.berth.broker.drill.DrillSchedules;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.maintenance.WindowId;
import dev.berth.broker.maintenance.WindowSpec;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

/** When drills are. What it says of days and hours is typed as a maintenance window's. */
@Controller
@RequestMapping("/admin/regions/drills/schedules")
class DrillSchedulePages {

    private static final String BACK = "redirect:/admin/regions/drills";
    private static final String A_DAY_BEFORE = "1440";
    private static final Set<String> FIELDS =
            Set.of("name", "zone", "days", "dates", "nth", "start", "lengthMinutes", "picked", "noticeMinutes");

    private final DrillSchedules schedules;

    DrillSchedulePages(DrillSchedules schedules) {
        this.schedules = schedules;
    }

    @GetMapping("/new")
    String fresh(Model model, Locale locale) {
        var form = new WindowForm(
                "",
                "UTC",
                WindowForm.Kind.MONTHLY,
                List.of(),
                "",
                "1",
                DayOfWeek.SATURDAY,
                "1",
                "06:00",
                "60",
                null,
                null,
                null,
                0);
        return form(model, null, form, A_DAY_BEFORE, Map.of(), locale);
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model, Locale locale) {
        DrillSchedule schedule = schedules.require(id);
        DrillSchedule.Terms terms = schedule.terms();
        var form = WindowForm.of(new MaintenanceWindow(
                new WindowId(id),
                MaintenanceWindow.Kind.OWN,
                new WindowSpec(terms.name(), terms.timing(), Scope.ALL),
                schedule.enabled(),
                schedule.plannedUntil(),
                schedule.revision()));
        return form(model, schedule, form, Integer.toString(terms.noticeMinutes()), Map.of(), locale);
    }

    @PostMapping
    String create(
            WindowForm form,
            @RequestParam(defaultValue = "") String picked,
            @RequestParam(defaultValue = "") String noticeMinutes,
            @AuthenticationPrincipal Person person,
            Model model,
            Locale locale) {
        return save(
                form,
                noticeMinutes,
                null,
                actor -> schedules.create(terms(form, PickedSubject.read(picked), noticeMinutes), actor),
                person,
                model,
                locale);
    }

    /** Who goes stays as it is where nobody else was picked. */
    @PostMapping("/{id}")
    String change(
            @PathVariable UUID id,
            WindowForm form,
            @RequestParam(defaultValue = "") String picked,
            @RequestParam(defaultValue = "") String noticeMinutes,
            @AuthenticationPrincipal Person person,
            Model model,
            Locale locale) {
        DrillSchedule before = schedules.require(id);
        return save(
                form,
                noticeMinutes,
                before,
                actor -> {
                    Subject canary = picked.isEmpty() ? before.terms().canary() : PickedSubject.read(picked);
                    schedules.update(id, form.revision(), terms(form, canary, noticeMinutes), actor);
                },
                person,
                model,
                locale);
    }

    @PostMapping("/{id}/enable")
    String enable(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam boolean enabled,
            @AuthenticationPrincipal Person person) {
        schedules.enable(id, revision, enabled, Actor.of(person));
        return BACK;
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        schedules.delete(id, revision, Actor.of(person));
        return BACK;
    }

    private static DrillSchedule.Terms terms(WindowForm form, Subject canary, String noticeMinutes) {
        WindowSpec spec = form.spec(List.of());
        return new DrillSchedule.Terms(
                spec.name(), canary, spec.timing(), Problems.whole("noticeMinutes", noticeMinutes));
    }

    private static String save(
            WindowForm form,
            String noticeMinutes,
            @Nullable DrillSchedule schedule,
            Consumer<Actor> verb,
            Person person,
            Model model,
            Locale locale) {
        try {
            verb.accept(Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, schedule, form, noticeMinutes, Problems.of(e, FIELDS), locale);
        }
    }

    private static String form(
            Model model,
            @Nullable DrillSchedule schedule,
            WindowForm form,
            String noticeMinutes,
            Map<String, String> problems,
            Locale locale) {
        model.addAttribute("schedule", schedule);
        model.addAttribute("form", form);
        model.addAttribute("noticeMinutes", noticeMinutes);
        model.addAttribute("problems", problems);
        model.addAttribute("oneDay", true);
        model.addAttribute("weekdays", WindowWords.weekdays(locale));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        return "admin/drill-schedule";
    }
}
