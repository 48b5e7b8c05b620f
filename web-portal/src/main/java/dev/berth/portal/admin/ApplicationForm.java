package dev.berth.portal.admin;

import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationSpec;
import dev.berth.broker.catalog.BundleId;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An application as it was typed. */
public record ApplicationForm(
        UUID bundle, String name, String description, String icon, String program, long revision) {

    static final Set<String> FIELDS = Set.of("bundle", "name", "description", "icon", "program");

    /** Of the portal's set, those that stand for a program. */
    static final List<String> ICONS = List.of(
            "app-window",
            "terminal-2",
            "edit",
            "notebook",
            "calculator",
            "file-text",
            "world",
            "mail",
            "photo",
            "database",
            "activity");

    static ApplicationForm of(Application application) {
        ApplicationSpec spec = application.spec();
        return new ApplicationForm(
                spec.bundle().value(),
                spec.name(),
                spec.description(),
                spec.icon(),
                spec.program(),
                application.revision());
    }

    ApplicationSpec spec() {
        return new ApplicationSpec(new BundleId(bundle), name, description, icon, program);
    }
}
