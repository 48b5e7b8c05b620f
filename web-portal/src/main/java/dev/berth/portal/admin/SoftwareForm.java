package dev.berth.portal.admin;

import dev.berth.broker.software.Software;
import dev.berth.broker.software.SoftwareSpec;
import dev.berth.portal.page.ProgramIcons;
import java.util.Set;

/** A package as it was typed. */
public record SoftwareForm(String name, String description, String vendor, String icon, long revision) {

    static final Set<String> FIELDS = Set.of("name", "description", "vendor", "icon");

    static SoftwareForm fresh() {
        return new SoftwareForm("", "", "", ProgramIcons.PLAIN, 0);
    }

    static SoftwareForm of(Software software) {
        SoftwareSpec spec = software.spec();
        return new SoftwareForm(spec.name(), spec.description(), spec.vendor(), spec.icon(), software.revision());
    }

    SoftwareSpec spec() {
        return new SoftwareSpec(name, description, vendor, icon);
    }
}
