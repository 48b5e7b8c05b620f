package dev.berth.portal.admin;

import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.DesktopTags;
import dev.berth.broker.maintenance.Scope;
import dev.berth.broker.maintenance.Windows;
import dev.berth.broker.power.PolicyTrials;
import dev.berth.broker.power.PowerPreviews;
import dev.berth.broker.power.PowerSchedule;
import dev.berth.broker.power.PowerSchedules;
import dev.berth.broker.power.PowerSpec;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The form of a power schedule: what may be chosen, and what it would do. */
@Component
class PowerFormPage {

    private final PowerSchedules schedules;
    private final PowerPreviews previews;
    private final PolicyTrials trials;
    private final Windows windows;
    private final Choices choices;

    PowerFormPage(
            PowerSchedules schedules, PowerPreviews previews, PolicyTrials trials, Windows windows, Choices choices) {
        this.schedules = schedules;
        this.previews = previews;
        this.trials = trials;
        this.windows = windows;
        this.choices = choices;
    }

    /** What desktops are chosen by. */
    @Component
    record Choices(JdbcBundles bundles, DesktopTags tags) {}

    String show(
            Model model,
            @Nullable PowerSchedule schedule,
            PowerForm form,
            Map<String, String> problems,
            Locale locale) {
        model.addAttribute("schedule", schedule);
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("weekdays", WindowWords.weekdays(locale));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        model.addAttribute("bundles", choices.bundles().list());
        model.addAttribute("groups", groups(schedule));
        model.addAttribute("knownTags", choices.tags().known());
        model.addAttribute("turns", schedule == null ? List.of() : schedules.turns(schedule.id()));
        return "admin/power-form";
    }

    void preview(Model model, PowerSpec spec, @Nullable String trialDays, Locale locale) {
        model.addAttribute("preview", previews.of(spec));
        if (trialDays != null) {
            model.addAttribute(
                    "trial", TrialView.of(trials.schedule(spec, Problems.whole("trialDays", trialDays)), locale));
        }
    }

    /** Those that people are in, and those that the schedule names already. */
    List<Scope.Group> groups(@Nullable PowerSchedule schedule) {
        return MaintenancePages.groups(
                windows, schedule == null ? Scope.ALL : schedule.spec().scope());
    }

    /** That of the first window, which is the region's. */
    String zone() {
        return windows.list().stream()
                .findFirst()
                .map(window -> window.spec().timing().zone().getId())
                .orElse("UTC");
    }
}
