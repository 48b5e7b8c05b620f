package dev.berth.portal.admin;

import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.console.ListKind;
import dev.berth.broker.console.ListedSession;
import dev.berth.broker.console.Order;
import dev.berth.broker.console.SessionColumn;
import dev.berth.broker.console.SessionList;
import dev.berth.broker.console.SessionQuery;
import dev.berth.broker.console.Sheet;
import dev.berth.broker.console.Slice;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.TerminationReason;
import dev.berth.portal.list.CsvDownload;
import dev.berth.portal.list.ListAddress;
import dev.berth.portal.list.ListFrame;
import dev.berth.portal.page.Tones;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** Everybody's sessions, live and past: a list that its address says whole, and the same as a file. */
@Controller
class SessionListPage {

    private static final int SHOWN = 50;
    private static final String PATH = "/admin/sessions";
    private static final List<String> CSV_HEADS = List.of(
            "reference",
            "person",
            "account",
            "bundle",
            "application",
            "hostname",
            "host",
            "address",
            "state",
            "reason",
            "failure",
            "opened",
            "connected",
            "ended",
            "id",
            "person_id",
            "desktop_id");

    private final SessionList sessions;
    private final JdbcBundles bundles;
    private final ListFrame frame;
    private final Map<SessionState, String> looks = new EnumMap<>(SessionState.class);

    SessionListPage(SessionList sessions, JdbcBundles bundles, ListFrame frame, Tones tones) {
        this.sessions = sessions;
        this.bundles = bundles;
        this.frame = frame;
        for (SessionState state : SessionState.values()) {
            looks.put(state, tones.ofSession(state.name()));
        }
    }

    @GetMapping(PATH)
    String list(
            @RequestParam MultiValueMap<String, String> parameters,
            @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
            @AuthenticationPrincipal Person person,
            Model model) {
        ListAddress address = SessionFilters.address(PATH, parameters);
        SessionQuery query = SessionFilters.query(address);
        Order<SessionColumn> order = SessionFilters.order(address);
        Sheet<ListedSession> sheet = sessions.sheet(query, order, address.at(), SHOWN);
        Slice<ListedSession> slice = sheet.slice();
        model.addAttribute("rows", slice.rows());
        model.addAttribute("slice", slice);
        model.addAttribute("count", sheet.count());
        model.addAttribute("order", order);
        model.addAttribute("past", query.past());
        model.addAttribute("tones", looks);
        frame.show(model, ListKind.SESSIONS, SessionFilters.COLUMNS, address, person);
        if (!"list".equals(target)) {
            model.addAttribute("states", SessionState.values());
            model.addAttribute("reasons", TerminationReason.values());
            model.addAttribute("bundles", bundles.list());
        }
        return "list".equals(target) ? "admin/sessions :: list" : "admin/sessions";
    }

    @GetMapping({PATH + ".csv", "/api/v1/sessions.csv"})
    void file(@RequestParam MultiValueMap<String, String> parameters, HttpServletResponse response) throws IOException {
        ListAddress address = SessionFilters.address(PATH, parameters);
        SessionQuery query = SessionFilters.query(address);
        Order<SessionColumn> order = SessionFilters.order(address);
        CsvDownload.send(
                response,
                "sessions",
                CSV_HEADS,
                at -> sessions.page(query, order, at, CsvDownload.PAGE),
                SessionListPage::cells);
    }

    private static List<@Nullable Object> cells(ListedSession session) {
        return Arrays.asList(
                session.reference(),
                session.person().displayName(),
                session.person().accountName(),
                session.bundleName(),
                session.application(),
                session.hostname(),
                session.hostName(),
                session.address(),
                session.state(),
                session.reason(),
                session.failure(),
                session.opened(),
                session.connected(),
                session.ended(),
                session.id(),
                session.person().id(),
                session.desktop());
    }
}
