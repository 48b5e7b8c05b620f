package dev.berth.portal.page;

import dev.berth.broker.directory.Person;
import dev.berth.broker.helpdesk.ConsoleLooks;
import dev.berth.broker.share.Shares;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.resource.ResourceUrlProvider;

/** What the frame of every page needs. */
@ControllerAdvice(annotations = Controller.class)
class Frame {

    static final List<String> THEMES = List.of("system", "light", "dark");
    static final List<String> LANGUAGES = List.of("en", "ko");

    private static final List<AdminPlace> ADMIN_PLACES = List.of(
            new AdminPlace("admin", "/admin", "layout-dashboard", "admin.overview"),
            new AdminPlace("admin-desktops", "/admin/desktops", "device-desktop", "admin.desktops"),
            new AdminPlace("admin-sessions", "/admin/sessions", "plug-connected", "admin.sessions"),
            new AdminPlace("admin-recordings", "/admin/recordings", "player-play", "admin.recordings"),
            new AdminPlace("admin-people", "/admin/people", "users", "admin.people"),
            new AdminPlace("admin-bundles", "/admin/bundles", "packages", "admin.bundles"),
            new AdminPlace("admin-fleets", "/admin/fleets", "columns", "admin.fleets"),
            new AdminPlace("admin-applications", "/admin/applications", "apps", "admin.applications"),
            new AdminPlace("admin-packages", "/admin/packages", "download", "admin.packages"),
            new AdminPlace("admin-images", "/admin/images", "photo", "admin.images"),
            new AdminPlace("admin-pipelines", "/admin/pipelines", "refresh", "admin.pipelines"),
            new AdminPlace("admin-entitlements", "/admin/entitlements", "user-check", "admin.entitlements"),
            new AdminPlace("admin-self-service", "/admin/self-service", "user", "admin.self-service"),
            new AdminPlace("admin-hosts", "/admin/hosts", "server-2", "admin.hosts"),
            new AdminPlace("admin-regions", "/admin/regions", "world", "admin.regions"),
            new AdminPlace("admin-maintenance", "/admin/maintenance", "tool", "admin.maintenance"),
            new AdminPlace("admin-ip-groups", "/admin/ip-groups", "shield-lock", "admin.ip-groups"),
            new AdminPlace("admin-metering", "/admin/metering", "coins", "admin.metering"),
            new AdminPlace("admin-tokens", "/admin/tokens", "key", "admin.tokens"),
            new AdminPlace("admin-audit", "/admin/audit", "list-details", "admin.audit"));

    private final ResourceUrlProvider resources;
    private final ConsoleLooks looks;
    private final Shares shares;

    Frame(ResourceUrlProvider resources, ConsoleLooks looks, Shares shares) {
        this.resources = resources;
        this.looks = looks;
        this.shares = shares;
    }

    /** A noun of the admin's, in the list at the side. */
    public record AdminPlace(String place, String path, String icon, String title) {}

    @ModelAttribute
    void frame(
            Model model,
            HttpServletRequest request,
            HttpServletResponse response,
            @AuthenticationPrincipal @Nullable Person person) {
        if (person != null) {
            model.addAttribute("me", Viewer.of(person));
            if (isWholePage(request)) {
                model.addAttribute("looks", looks.unread(person.id()));
                model.addAttribute("invitations", shares.invitationsOf(person.id()));
            }
        }
        model.addAttribute("theme", ThemeCookie.read(request));
        model.addAttribute("themes", THEMES);
        model.addAttribute("languages", LANGUAGES);
        model.addAttribute("adminPlaces", ADMIN_PLACES);
        model.addAttribute("here", here(request));
        model.addAttribute("icons", response.encodeURL(iconsUrl()));
    }

    private String iconsUrl() {
        String hashed = resources.getForLookupPath("/vendor/icons.svg");
        return hashed == null ? "/vendor/icons.svg" : hashed;
    }

    private static boolean isWholePage(HttpServletRequest request) {
        return "GET".equals(request.getMethod()) && request.getHeader("HX-Request") == null;
    }

    private static String here(HttpServletRequest request) {
        return "GET".equals(request.getMethod()) ? request.getRequestURI() : "/";
    }
}
