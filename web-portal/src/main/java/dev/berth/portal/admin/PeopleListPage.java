package dev.berth.portal.admin;

import dev.berth.broker.console.ListKind;
import dev.berth.broker.console.ListedAccount;
import dev.berth.broker.console.Order;
import dev.berth.broker.console.PeopleList;
import dev.berth.broker.console.PeopleQuery;
import dev.berth.broker.console.PersonColumn;
import dev.berth.broker.console.Slice;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.portal.list.CsvDownload;
import dev.berth.portal.list.ListAddress;
import dev.berth.portal.list.ListFrame;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Everybody whom Berth knows: a list that its address says whole, and the same as a file. */
@Controller
class PeopleListPage {

    private static final int SHOWN = 50;
    private static final String PATH = "/admin/people";
    private static final List<String> CSV_HEADS =
            List.of("name", "account", "mail", "roles", "barred", "last_seen", "desktops", "live_sessions", "id");

    private final PeopleList people;
    private final ListFrame frame;
    private final Clock clock;

    PeopleListPage(PeopleList people, ListFrame frame, Clock clock) {
        this.people = people;
        this.frame = frame;
        this.clock = clock;
    }

    @GetMapping(PATH)
    String list(
            @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
            @AuthenticationPrincipal Person person,
            Model model) {
        ListAddress address = PeopleFilters.address(PATH, parameters);
        PeopleQuery query = PeopleFilters.query(address, clock.instant());
        Order<PersonColumn> order = PeopleFilters.order(address);
        Slice<ListedAccount> slice = people.page(query, order, address.at(), SHOWN);
        model.addAttribute("rows", slice.rows());
        model.addAttribute("slice", slice);
        model.addAttribute("count", people.count(query));
        model.addAttribute("order", order);
        model.addAttribute("roles", Role.values());
        model.addAttribute("unseen", DesktopFilters.UNUSED);
        frame.show(model, ListKind.PEOPLE, PeopleFilters.COLUMNS, address, person);
        return "list".equals(target) ? "admin/people :: list" : "admin/people";
    }

    @GetMapping({PATH + ".csv", "/api/v1/accounts.csv"})
    void file(@RequestParam MultiValueMap<String, String> parameters, HttpServletResponse response) throws IOException {
        ListAddress address = PeopleFilters.address(PATH, parameters);
        PeopleQuery query = PeopleFilters.query(address, clock.instant());
        Order<PersonColumn> order = PeopleFilters.order(address);
        CsvDownload.send(
                response,
                "people",
                CSV_HEADS,
                at -> people.page(query, order, at, CsvDownload.PAGE),
                PeopleListPage::cells);
    }

    private static List<@Nullable Object> cells(ListedAccount account) {
        return Arrays.asList(
                account.person().displayName(),
                account.person().accountName(),
                account.mail(),
                account.roles().stream().map(Role::name).sorted().collect(Collectors.joining(" ")),
                account.barred(),
                account.lastSeen(),
                account.desktops(),
                account.live(),
                account.person().id());
    }
}
