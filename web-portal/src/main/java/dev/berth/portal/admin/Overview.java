package dev.berth.portal.admin;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopFilter;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Page;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.session.NodeRegistry;
import dev.berth.broker.session.SessionFilter;
import dev.berth.broker.session.Sessions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** How everything is, and what needs somebody. */
@Controller
class Overview {

    private static final int COUNTED = 500;
    private static final int RECENT = 8;

    private final Desktops desktops;
    private final Sessions sessions;
    private final JdbcHosts hosts;
    private final NodeRegistry nodes;
    private final AuditLog audit;
    private final DesktopPages rows;

    Overview(
            Desktops desktops,
            Sessions sessions,
            JdbcHosts hosts,
            NodeRegistry nodes,
            AuditLog audit,
            DesktopPages rows) {
        this.desktops = desktops;
        this.sessions = sessions;
        this.hosts = hosts;
        this.nodes = nodes;
        this.audit = audit;
        this.rows = rows;
    }

    @GetMapping("/admin")
    String overview(@RequestHeader(name = "HX-Request", required = false) @Nullable String htmx, Model model) {
        List<Desktop> all = desktops.list(DesktopFilter.ALL, Page.first(COUNTED));
        List<Host> known = hosts.list();
        model.addAttribute("desktops", all.size());
        model.addAttribute(
                "running",
                all.stream()
                        .filter(desktop -> desktop.state() == DesktopState.AVAILABLE)
                        .count());
        model.addAttribute(
                "sessions", sessions.list(SessionFilter.live(COUNTED)).size());
        model.addAttribute("hosts", known.size());
        model.addAttribute(
                "answering",
                known.stream().filter(host -> host.health().reachable()).count());
        model.addAttribute("nodes", nodes.live());
        model.addAttribute(
                "unwell", rows.rows(all.stream().filter(Overview::unwell).toList()));
        model.addAttribute(
                "silent",
                known.stream().filter(host -> !host.health().reachable()).toList());
        model.addAttribute("recent", audit.latest(AuditFilter.everything(RECENT)));
        return htmx == null ? "admin/overview" : "admin/overview :: all";
    }

    private static boolean unwell(Desktop desktop) {
        return desktop.state() == DesktopState.ERROR || desktop.state() == DesktopState.UNHEALTHY;
    }
}
