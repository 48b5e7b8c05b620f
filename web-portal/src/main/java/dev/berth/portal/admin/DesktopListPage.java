package dev.berth.portal.admin;

import dev.berth.broker.assignment.JdbcLeavings;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.console.DesktopColumn;
import dev.berth.broker.console.DesktopList;
import dev.berth.broker.console.DesktopQuery;
import dev.berth.broker.console.ListKind;
import dev.berth.broker.console.ListedDesktop;
import dev.berth.broker.console.Order;
import dev.berth.broker.console.Sheet;
import dev.berth.broker.console.Slice;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.portal.list.CsvDownload;
import dev.berth.portal.list.ListAddress;
import dev.berth.portal.list.ListFrame;
import dev.berth.portal.page.Tones;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Everybody's desktops: a list that its address says whole, and the same as a file. */
@Controller
class DesktopListPage {

    private static final int SHOWN = 50;
    private static final String PATH = "/admin/desktops";
    private static final List<String> CSV_HEADS = List.of(
            "person",
            "account",
            "bundle",
            "hostname",
            "host",
            "state",
            "reason",
            "state_since",
            "running_mode",
            "vcpus",
            "memory_mib",
            "in_use",
            "last_used",
            "stop_due",
            "made",
            "id",
            "person_id");

    private final DesktopList desktops;
    private final JdbcBundles bundles;
    private final JdbcLeavings leavings;
    private final ListFrame frame;
    private final Tones tones;
    private final Clock clock;

    DesktopListPage(
            DesktopList desktops,
            JdbcBundles bundles,
            JdbcLeavings leavings,
            ListFrame frame,
            Tones tones,
            Clock clock) {
        this.desktops = desktops;
        this.bundles = bundles;
        this.leavings = leavings;
        this.frame = frame;
        this.tones = tones;
        this.clock = clock;
    }

    /**
     * A desktop and what can be done with it now.
     *
     * @param tone how its state looks
     */
    record Row(ListedDesktop desktop, String tone, List<DesktopVerb> verbs) {}

    @GetMapping(PATH)
    String list(
            @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
            @AuthenticationPrincipal Person person,
            Model model) {
        ListAddress address = DesktopFilters.address(PATH, parameters);
        DesktopQuery query = DesktopFilters.query(address, clock.instant());
        Order<DesktopColumn> order = DesktopFilters.order(address);
        Sheet<ListedDesktop> sheet = desktops.sheet(query, order, address.at(), SHOWN);
        Slice<ListedDesktop> slice = sheet.slice();
        model.addAttribute("rows", slice.rows().stream().map(this::row).toList());
        model.addAttribute("slice", slice);
        model.addAttribute("leavers", leavers(slice.rows()));
        model.addAttribute("count", sheet.count());
        model.addAttribute("order", order);
        model.addAttribute("batchVerbs", DesktopBatches.VERBS);
        model.addAttribute("batchMost", DesktopBatches.MOST);
        frame.show(model, ListKind.DESKTOPS, DesktopFilters.COLUMNS, address, person);
        if (!"list".equals(target)) {
            choices(model);
        }
        return "list".equals(target) ? "admin/desktops :: list" : "admin/desktops";
    }

    @GetMapping({PATH + ".csv", "/api/v1/desktops.csv"})
    void file(@RequestParam MultiValueMap<String, String> parameters, HttpServletResponse response) throws IOException {
        ListAddress address = DesktopFilters.address(PATH, parameters);
        DesktopQuery query = DesktopFilters.query(address, clock.instant());
        Order<DesktopColumn> order = DesktopFilters.order(address);
        CsvDownload.send(
                response,
                "desktops",
                CSV_HEADS,
                at -> desktops.page(query, order, at, CsvDownload.PAGE),
                DesktopListPage::cells);
    }

    private Map<UUID, AssignmentSection.Leaver> leavers(List<ListedDesktop> rows) {
        return leavings.find(rows.stream().map(ListedDesktop::id).toList()).values().stream()
                .map(leaving -> AssignmentSection.leaver(leaving, null))
                .collect(Collectors.toMap(AssignmentSection.Leaver::desktop, Function.identity()));
    }

    private Row row(ListedDesktop desktop) {
        return new Row(
                desktop, tones.ofDesktop(desktop.state().name()), DesktopVerbs.of(desktop.state(), desktop.mode()));
    }

    private void choices(Model model) {
        model.addAttribute("states", DesktopState.values());
        model.addAttribute("modes", RunningMode.values());
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("unused", DesktopFilters.UNUSED);
    }

    private static List<@Nullable Object> cells(ListedDesktop desktop) {
        return Arrays.asList(
                desktop.person().displayName(),
                desktop.person().accountName(),
                desktop.bundleName(),
                desktop.hostname(),
                desktop.hostName(),
                desktop.state(),
                desktop.reason(),
                desktop.stateSince(),
                desktop.mode(),
                desktop.vcpus(),
                desktop.memoryMib(),
                desktop.inUse(),
                desktop.lastUsed(),
                desktop.stopDue(),
                desktop.made(),
                desktop.id(),
                desktop.person().id());
    }
}
