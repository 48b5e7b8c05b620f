package dev.berth.portal.admin;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.console.Count;
import dev.berth.broker.console.DesktopColumn;
import dev.berth.broker.console.DesktopList;
import dev.berth.broker.console.DesktopQuery;
import dev.berth.broker.console.FigureReader;
import dev.berth.broker.console.Figures;
import dev.berth.broker.console.Order;
import dev.berth.broker.console.Span;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.session.NodeRegistry;
import dev.berth.portal.chart.HistoryChart;
import dev.berth.portal.chart.HostTiles;
import dev.berth.portal.chart.ShareBar;
import dev.berth.portal.chart.StageChart;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** How everything is, and what needs somebody. */
@Controller
class Overview {

    private static final int RECENT = 8;
    private static final int UNWELL = 5;

    private final FigureReader figures;
    private final DesktopList desktops;
    private final NodeRegistry nodes;
    private final AuditLog audit;
    private final ToldEntries told;

    Overview(FigureReader figures, DesktopList desktops, NodeRegistry nodes, AuditLog audit, ToldEntries told) {
        this.figures = figures;
        this.desktops = desktops;
        this.nodes = nodes;
        this.audit = audit;
        this.told = told;
    }

    @GetMapping("/admin")
    String overview(
            @RequestParam(defaultValue = "") String span,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        Span wanted = span(span);
        Figures read = figures.recent(wanted);
        ShareBar states = ShareBar.of(read.desktops());
        model.addAttribute("states", states);
        model.addAttribute("running", read.desktops().getOrDefault(DesktopState.AVAILABLE, 0));
        model.addAttribute(
                "sessions",
                read.live().values().stream().mapToInt(Integer::intValue).sum());
        model.addAttribute(
                "answering",
                read.hosts().stream().filter(Figures.Capacity::reachable).count());
        model.addAttribute("hosts", HostTiles.of(read.hosts()));
        model.addAttribute("history", HistoryChart.of(read.sessions()));
        model.addAttribute("stages", StageChart.of(read.stages()));
        model.addAttribute("span", wanted);
        model.addAttribute("spans", Span.values());
        model.addAttribute("nodes", nodes.live());
        unwell(model);
        model.addAttribute("recent", told.tell(audit.latest(AuditFilter.everything(RECENT))));
        return htmx == null ? "admin/overview" : "admin/overview :: all";
    }

    private void unwell(Model model) {
        DesktopQuery query = DesktopQuery.in(DesktopState.ERROR, DesktopState.UNHEALTHY);
        Count count = desktops.count(query);
        model.addAttribute("unwellCount", count.number());
        model.addAttribute(
                "unwell",
                count.number() == 0
                        ? List.of()
                        : desktops.page(query, Order.ascending(DesktopColumn.PERSON), null, UNWELL)
                                .rows());
    }

    private static Span span(String text) {
        for (Span one : Span.values()) {
            if (one.name().equalsIgnoreCase(text)) {
                return one;
            }
        }
        return Span.DAY;
    }
}
