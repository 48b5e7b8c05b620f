package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.power.PlannedPower;
import dev.berth.broker.power.PowerCalendar;
import dev.berth.broker.power.PowerSchedule;
import dev.berth.broker.power.PowerScheduleId;
import dev.berth.broker.power.PowerSchedules;
import dev.berth.broker.power.PowerSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Power schedules: when desktops are on. */
@Controller
@RequestMapping("/admin/maintenance/power")
class PowerPages {

    private static final String BACK = "redirect:/admin/maintenance/power";
    private static final Duration YEAR = Duration.ofDays(365);

    private final PowerSchedules schedules;
    private final PowerCalendar calendar;
    private final JdbcBundles bundles;
    private final WindowWords words;
    private final PowerFormPage formPage;
    private final Clock clock;

    PowerPages(
            PowerSchedules schedules,
            PowerCalendar calendar,
            JdbcBundles bundles,
            WindowWords words,
            PowerFormPage formPage,
            Clock clock) {
        this.schedules = schedules;
        this.calendar = calendar;
        this.bundles = bundles;
        this.words = words;
        this.formPage = formPage;
        this.clock = clock;
    }

    /** @param covered what it is for, in words; empty for all */
    public record Row(PowerSchedule schedule, String days, List<String> covered, Optional<PlannedPower> next) {}

    @GetMapping
    String list(Model model, Locale locale) {
        Instant now = clock.instant();
        Map<UUID, PlannedPower> next = new HashMap<>();
        calendar.between(now, now.plus(YEAR), Optional.empty())
                .forEach(planned -> next.putIfAbsent(planned.of(), planned));
        List<Bundle> known = bundles.list();
        model.addAttribute(
                "rows",
                schedules.list().stream()
                        .map(schedule -> new Row(
                                schedule,
                                words.days(schedule.spec().hours().rhythm(), locale),
                                covered(schedule, known),
                                Optional.ofNullable(next.get(schedule.id().value()))))
                        .toList());
        return "admin/power";
    }

    @GetMapping("/new")
    String fresh(Model model, Locale locale) {
        return formPage.show(model, null, PowerForm.fresh(formPage.zone()), Map.of(), locale);
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model, Locale locale) {
        PowerSchedule schedule = find(id);
        var form = PowerForm.of(
                schedule, schedules.hostnames(schedule.spec().scope().desktops()));
        return formPage.show(model, schedule, form, Map.of(), locale);
    }

    /** What it would do, and would have done; nothing is changed. */
    @PostMapping("/preview")
    String preview(
            @RequestParam(required = false) @Nullable UUID schedule, PowerForm form, Model model, Locale locale) {
        PowerSchedule known = schedule == null ? null : find(schedule);
        try {
            formPage.preview(model, form.spec(formPage.groups(known), schedules::named), form.trialDays(), locale);
            return formPage.show(model, known, form, Map.of(), locale);
        } catch (IllegalArgumentException e) {
            return formPage.show(model, known, form, Problems.of(e, PowerForm.FIELDS), locale);
        }
    }

    @PostMapping
    String create(PowerForm form, @AuthenticationPrincipal Person person, Model model, Locale locale) {
        return save(model, null, form, schedules::create, person, locale);
    }

    @PostMapping("/{id}")
    String change(
            @PathVariable UUID id, PowerForm form, @AuthenticationPrincipal Person person, Model model, Locale locale) {
        PowerSchedule schedule = find(id);
        return save(
                model,
                schedule,
                form,
                (spec, actor) -> schedules.update(schedule.id(), form.revision(), spec, actor),
                person,
                locale);
    }

    @PostMapping("/{id}/enable")
    String enable(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam boolean enabled,
            @AuthenticationPrincipal Person person) {
        schedules.enable(new PowerScheduleId(id), revision, enabled, Actor.of(person));
        return BACK;
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        schedules.delete(new PowerScheduleId(id), revision, Actor.of(person));
        return BACK;
    }

    private String save(
            Model model,
            @Nullable PowerSchedule schedule,
            PowerForm form,
            BiConsumer<PowerSpec, Actor> verb,
            Person person,
            Locale locale) {
        try {
            verb.accept(form.spec(formPage.groups(schedule), schedules::named), Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return formPage.show(model, schedule, form, Problems.of(e, PowerForm.FIELDS), locale);
        }
    }

    private List<String> covered(PowerSchedule schedule, List<Bundle> known) {
        List<String> covered = MaintenancePages.covered(schedule.spec().scope(), known);
        covered.addAll(schedules.hostnames(schedule.spec().scope().desktops()));
        return covered;
    }

    private PowerSchedule find(UUID id) {
        return schedules.find(new PowerScheduleId(id)).orElseThrow(() -> new NotFoundException("power schedule", id));
    }
}
