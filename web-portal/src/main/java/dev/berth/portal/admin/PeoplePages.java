package dev.berth.portal.admin;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.KnownPerson;
import dev.berth.broker.access.PeopleSearch;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.SessionFilter;
import dev.berth.broker.session.Sessions;
import java.util.Comparator;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** People, for helpdesk: one search, and one page that has it all. */
@Controller
class PeoplePages {

    private static final int SHOWN = 50;
    private static final int SESSIONS = 20;

    private final PeopleSearch search;
    private final JdbcPeople people;
    private final Desktops desktops;
    private final DesktopPages rows;
    private final Sessions sessions;

    PeoplePages(PeopleSearch search, JdbcPeople people, Desktops desktops, DesktopPages rows, Sessions sessions) {
        this.search = search;
        this.people = people;
        this.desktops = desktops;
        this.rows = rows;
        this.sessions = sessions;
    }

    @GetMapping("/people")
    String list(@RequestParam(defaultValue = "") String text, Model model) {
        model.addAttribute("people", search.find(text, SHOWN));
        model.addAttribute("text", text);
        return "people/list";
    }

    @GetMapping("/people/{id}")
    String one(@PathVariable UUID id, Model model) {
        var person = new PersonId(id);
        KnownPerson known = people.find(person).orElseThrow(() -> new NotFoundException("person", id));
        model.addAttribute("known", known);
        model.addAttribute(
                "groups",
                known.person().groups().stream()
                        .sorted(Comparator.comparing(GroupMembership::name))
                        .toList());
        model.addAttribute("desktops", rows.rows(desktops.of(person)));
        model.addAttribute("sessions", sessions.list(new SessionFilter(person, null, false, null, null, SESSIONS)));
        return "people/person";
    }
}
