package dev.berth.portal.admin;

import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.PersonAttribute;
import dev.berth.broker.directory.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;

/** Whom something is for, as the fragment {@code admin/picker :: who} asks it; only what the kind needs is looked at. */
public record SubjectForm(
        @Nullable Kind kind,
        @Nullable Role role,
        @Nullable PersonAttribute attribute,
        @Nullable String value,
        @Nullable String picked) {

    static final Set<String> FIELDS = Set.of("picked", "role", "value");

    /** How somebody is meant. */
    public enum Kind {
        /** Whoever was chosen from the directory. */
        PICKED,
        ROLE,
        /** Of whom the directory says something. */
        ATTRIBUTE,
        EVERYONE
    }

    /** What the fragment needs. */
    static void fill(Model model) {
        model.addAttribute("kinds", Kind.values());
        model.addAttribute("roles", Role.values());
        model.addAttribute("attributes", PersonAttribute.values());
    }

    Subject subject() {
        return switch (kind == null ? Kind.PICKED : kind) {
            case EVERYONE -> new Subject.Everyone();
            case ATTRIBUTE ->
                new Subject.OfAttribute(
                        attribute == null ? PersonAttribute.DEPARTMENT : attribute, value == null ? "" : value);
            case ROLE -> new Subject.OfRole(role == null ? Role.EMPLOYEE : role);
            case PICKED -> PickedSubject.read(picked == null ? "" : picked);
        };
    }
}
