package dev.berth.portal.admin;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.WindowId;
import dev.berth.broker.maintenance.WindowSpec;
import dev.berth.broker.maintenance.Windows;
import dev.berth.broker.power.PolicyTrials;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A maintenance window tried on what is recorded, before it is saved. */
@Controller
class WindowTrialPages {

    private final MaintenancePages pages;
    private final Windows windows;
    private final PolicyTrials trials;

    WindowTrialPages(MaintenancePages pages, Windows windows, PolicyTrials trials) {
        this.pages = pages;
        this.windows = windows;
        this.trials = trials;
    }

    /** Nothing is changed. */
    @PostMapping("/admin/maintenance/windows/trial")
    String tryOut(
            @RequestParam(required = false) @Nullable UUID window,
            @RequestParam(defaultValue = "90") String trialDays,
            WindowForm form,
            Model model,
            Locale locale) {
        MaintenanceWindow known = window == null
                ? null
                : windows.find(new WindowId(window))
                        .orElseThrow(() -> new NotFoundException("maintenance window", window));
        try {
            WindowSpec spec = form.spec(pages.groups(known));
            var kind = Optional.ofNullable(known).map(MaintenanceWindow::kind).orElse(MaintenanceWindow.Kind.OWN);
            model.addAttribute(
                    "trial", TrialView.of(trials.window(spec, kind, Problems.whole("trialDays", trialDays)), locale));
            return pages.form(model, known, form, Map.of(), locale);
        } catch (IllegalArgumentException e) {
            return pages.form(model, known, form, Problems.of(e, WindowForm.FIELDS), locale);
        }
    }
}
