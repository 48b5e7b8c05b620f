package dev.berth.portal.page;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;

/** Whoever looks at a page, as far as the frame needs it. It shows and hides; what is allowed is decided elsewhere. */
public record Viewer(String displayName, String accountName, boolean staff, boolean seesAdmin, boolean admin) {

    static Viewer of(Person person) {
        boolean admin = person.is(Role.ADMIN);
        return new Viewer(
                person.displayName(),
                person.accountName(),
                admin || person.is(Role.HELPDESK),
                admin || person.is(Role.AUDITOR),
                admin);
    }
}
