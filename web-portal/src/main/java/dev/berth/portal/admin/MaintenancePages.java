package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopTags;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.Calendar;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.Planned;
import dev.berth.broker.maintenance.Runs;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.maintenance.WindowId;
import dev.berth.broker.maintenance.WindowSpec;
import dev.berth.broker.maintenance.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
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
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Maintenance windows and the latest runs. */
@Controller
@RequestMapping("/admin/maintenance")
class MaintenancePages {

    private static final String BACK = "redirect:/admin/maintenance";
    private static final Duration YEAR = Duration.ofDays(365);
    private static final int RECENT = 20;

    private final Windows windows;
    private final Runs runs;
    private final Calendar calendar;
    private final JdbcBundles bundles;
    private final WindowWords words;
    private final DesktopTags tags;
    private final Clock clock;

    MaintenancePages(
            Windows windows,
            Runs runs,
            Calendar calendar,
            JdbcBundles bundles,
            WindowWords words,
            DesktopTags tags,
            Clock clock) {
        this.windows = windows;
        this.runs = runs;
        this.calendar = calendar;
        this.bundles = bundles;
        this.words = words;
        this.tags = tags;
        this.clock = clock;
    }

    /** @param covered what it is for, in words; empty for all or the default's running mode */
    public record Row(
            MaintenanceWindow window, String days, String hours, List<String> covered, Optional<Planned> next) {}

    @GetMapping
    String list(Model model, Locale locale) {
        Instant now = clock.instant();
        Map<WindowId, Planned> next = new HashMap<>();
        calendar.between(now, now.plus(YEAR), Optional.empty())
                .forEach(planned -> next.putIfAbsent(planned.window(), planned));
        List<Bundle> known = bundles.list();
        model.addAttribute(
                "rows",
                windows.list().stream()
                        .map(window -> new Row(
                                window,
                                words.days(window.spec().timing(), locale),
                                words.hours(window.spec().timing()),
                                covered(window.spec().scope(), known),
                                Optional.ofNullable(next.get(window.id()))))
                        .toList());
        model.addAttribute("runs", runs.latest(RECENT, 0));
        return "admin/maintenance";
    }

    @GetMapping("/windows/new")
    String fresh(Model model, Locale locale) {
        return form(model, null, WindowForm.fresh(zone()), Map.of(), locale);
    }

    @GetMapping("/windows/{id}")
    String edit(@PathVariable UUID id, Model model, Locale locale) {
        MaintenanceWindow window = find(id);
        return form(model, window, WindowForm.of(window), Map.of(), locale);
    }

    @PostMapping("/windows")
    String create(WindowForm form, @AuthenticationPrincipal Person person, Model model, Locale locale) {
        return save(model, null, form, windows::create, person, locale);
    }

    @PostMapping("/windows/{id}")
    String change(
            @PathVariable UUID id,
            WindowForm form,
            @AuthenticationPrincipal Person person,
            Model model,
            Locale locale) {
        MaintenanceWindow window = find(id);
        return save(
                model,
                window,
                form,
                (spec, actor) -> windows.update(window.id(), form.revision(), spec, actor),
                person,
                locale);
    }

    @PostMapping("/windows/{id}/enable")
    String enable(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam boolean enabled,
            @AuthenticationPrincipal Person person) {
        windows.enable(new WindowId(id), revision, enabled, Actor.of(person));
        return BACK;
    }

    @PostMapping("/windows/{id}/delete")
    String delete(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        windows.delete(new WindowId(id), revision, Actor.of(person));
        return BACK;
    }

    /** All that it is for, now. */
    @PostMapping("/windows/{id}/run")
    String run(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        try {
            return "redirect:/admin/maintenance/runs/"
                    + runs.start(new WindowId(id), Actor.of(person)).id();
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
            return BACK;
        }
    }

    private String save(
            Model model,
            @Nullable MaintenanceWindow window,
            WindowForm form,
            BiConsumer<WindowSpec, Actor> verb,
            Person person,
            Locale locale) {
        try {
            verb.accept(form.spec(groups(window)), Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, window, form, Problems.of(e, WindowForm.FIELDS), locale);
        }
    }

    String form(
            Model model,
            @Nullable MaintenanceWindow window,
            WindowForm form,
            Map<String, String> problems,
            Locale locale) {
        model.addAttribute("window", window);
        model.addAttribute("form", form);
        if (!problems.isEmpty() || !model.containsAttribute("problems")) {
            model.addAttribute("problems", problems);
        }
        model.addAttribute("weekdays", WindowWords.weekdays(locale));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("groups", groups(window));
        model.addAttribute("knownTags", tags.known());
        return "admin/maintenance-window";
    }

    /** Those that people are in, and those that the window names already. */
    List<Scope.Group> groups(@Nullable MaintenanceWindow window) {
        return groups(windows, window == null ? Scope.ALL : window.spec().scope());
    }

    /** Those that people are in, and those that the scope names already. */
    static List<Scope.Group> groups(Windows windows, Scope scope) {
        List<Scope.Group> known = new ArrayList<>(windows.groups());
        scope.groups().stream()
                .filter(group -> known.stream().noneMatch(one -> one.id().equals(group.id())))
                .forEach(known::add);
        return known;
    }

    static List<String> covered(Scope scope, List<Bundle> known) {
        List<String> covered = new ArrayList<>();
        known.stream()
                .filter(bundle -> scope.bundles().contains(bundle.id()))
                .map(Bundle::name)
                .forEach(covered::add);
        scope.groups().stream().map(Scope.Group::label).forEach(covered::add);
        scope.tags().stream().map(Scope.TagRule::toString).forEach(covered::add);
        return covered;
    }

    private String zone() {
        return windows.list().stream()
                .findFirst()
                .map(window -> window.spec().timing().zone().getId())
                .orElse("UTC");
    }

    private MaintenanceWindow find(UUID id) {
        return windows.find(new WindowId(id)).orElseThrow(() -> new NotFoundException("maintenance window", id));
    }
}
