package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopTags;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Tags;
import dev.berth.broker.directory.Person;
import dev.berth.portal.list.ListAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Tags of one desktop, and of several. */
@Controller
@RequestMapping("/admin/desktops")
class DesktopTagPages {

    private static final String LIST = "/admin/desktops";
    private static final Set<String> FIELDS = Set.of("set", "remove", "desktops", "tags");

    private final DesktopTags tags;
    private final Desktops desktops;
    private final DesktopPages rows;
    private final MessageSource messages;

    DesktopTagPages(DesktopTags tags, Desktops desktops, DesktopPages rows, MessageSource messages) {
        this.tags = tags;
        this.desktops = desktops;
        this.rows = rows;
        this.messages = messages;
    }

    @PostMapping("/{id}/tags")
    String set(
            @PathVariable UUID id,
            @RequestParam(name = "tags", defaultValue = "") String lines,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        try {
            tags.set(new DesktopId(id), Tags.parse(lines), Actor.of(person));
            told.addFlashAttribute("done", messages.getMessage("tags.saved", null, LocaleContextHolder.getLocale()));
        } catch (IllegalArgumentException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return "redirect:/admin/desktops/" + id;
    }

    /** Which tags the chosen ones are to get and to lose. */
    @PostMapping("/batch/tags")
    String choose(
            @RequestParam(defaultValue = "") List<UUID> chosen,
            @RequestParam(defaultValue = LIST) String back,
            Model model) {
        return form(chosen, back, "", "", Map.of(), model);
    }

    @PostMapping("/batch/tags/do")
    String change(
            @RequestParam(defaultValue = "") List<UUID> chosen,
            @RequestParam(defaultValue = LIST) String back,
            @RequestParam(defaultValue = "") String set,
            @RequestParam(defaultValue = "") String remove,
            @AuthenticationPrincipal Person person,
            Model model,
            RedirectAttributes told) {
        try {
            tags.change(
                    chosen.stream().map(DesktopId::new).toList(),
                    Tags.parse(set).all(),
                    remove.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList(),
                    Actor.of(person));
        } catch (IllegalArgumentException e) {
            return form(chosen, back, set, remove, Problems.of(e, FIELDS), model);
        }
        told.addFlashAttribute("done", messages.getMessage("tags.saved", null, LocaleContextHolder.getLocale()));
        return "redirect:" + ListAddress.back(back, LIST);
    }

    private String form(
            List<UUID> chosen, String back, String set, String remove, Map<String, String> problems, Model model) {
        List<Desktop> found = chosen.stream()
                .map(id -> desktops.find(new DesktopId(id)).orElseThrow(() -> new NotFoundException("desktop", id)))
                .toList();
        model.addAttribute("rows", rows.rows(found));
        model.addAttribute("back", ListAddress.back(back, LIST));
        model.addAttribute("set", set);
        model.addAttribute("remove", remove);
        model.addAttribute("problems", problems);
        model.addAttribute("knownTags", tags.known());
        return "admin/desktop-tags";
    }
}
