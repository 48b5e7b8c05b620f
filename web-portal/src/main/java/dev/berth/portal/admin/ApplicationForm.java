package dev.berth.portal.admin;

import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationSpec;
import dev.berth.broker.catalog.BundleId;
import java.util.Set;
import java.util.UUID;

/** An application as it was typed. */
public record ApplicationForm(
        UUID bundle, String name, String description, String icon, String program, long revision) {

    static final Set<String> FIELDS = Set.of("bundle", "name", "description", "icon", "program");

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
