package dev.berth.portal.admin;

import dev.berth.broker.console.DesktopColumn;
import dev.berth.broker.console.DesktopList;
import dev.berth.broker.console.DesktopQuery;
import dev.berth.broker.console.Order;
import dev.berth.broker.console.PeopleList;
import dev.berth.broker.console.PeopleQuery;
import dev.berth.broker.console.PersonColumn;
import dev.berth.broker.console.SessionColumn;
import dev.berth.broker.console.SessionList;
import dev.berth.broker.console.SessionQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** One field for everything: pages, desktops, people, sessions. Ctrl-K opens it on any page of the console. */
@Controller
class FindPage {

    private static final int SHOWN = 5;
    private static final int SHORTEST = 2;

    private final DesktopList desktops;
    private final PeopleList people;
    private final SessionList sessions;

    FindPage(DesktopList desktops, PeopleList people, SessionList sessions) {
        this.desktops = desktops;
        this.people = people;
        this.sessions = sessions;
    }

    @GetMapping("/admin/find")
    String find(
            @RequestParam(defaultValue = "") String text,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        String wanted = text.replace("\0", "").strip();
        boolean searched = wanted.length() >= SHORTEST;
        model.addAttribute("text", wanted);
        model.addAttribute(
                "desktops",
                searched
                        ? desktops.page(
                                        DesktopQuery.ALL.matching(wanted),
                                        Order.ascending(DesktopColumn.PERSON),
                                        null,
                                        SHOWN)
                                .rows()
                        : List.of());
        model.addAttribute(
                "people",
                searched
                        ? people.page(
                                        new PeopleQuery(wanted, null, null, null, null),
                                        Order.ascending(PersonColumn.NAME),
                                        null,
                                        SHOWN)
                                .rows()
                        : List.of());
        model.addAttribute(
                "sessions",
                searched
                        ? sessions.page(
                                        SessionQuery.LIVE.matching(wanted),
                                        Order.descending(SessionColumn.OPENED),
                                        null,
                                        SHOWN)
                                .rows()
                        : List.of());
        return htmx == null ? "admin/find" : "admin/find :: found";
    }
}
