package dev.berth.portal.admin;

import dev.berth.broker.console.ChosenColumns;
import dev.berth.broker.console.ListKind;
import dev.berth.broker.console.SavedViews;
import dev.berth.broker.directory.Person;
import dev.berth.portal.list.ListAddress;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How somebody likes their lists: which columns, and which views to keep. */
@Controller
class ListPreferences {

    private final ChosenColumns columns;
    private final SavedViews views;

    ListPreferences(ChosenColumns columns, SavedViews views) {
        this.columns = columns;
        this.views = views;
    }

    @PostMapping("/admin/lists/{list}/columns")
    String choose(
            @PathVariable ListKind list,
            @RequestParam(defaultValue = "") List<String> column,
            @RequestParam(defaultValue = "") String back,
            @AuthenticationPrincipal Person person) {
        columns.choose(person.id(), list, column);
        return "redirect:" + ListAddress.back(back, SavedViewAddress.path(list));
    }

    @PostMapping("/admin/lists/{list}/views")
    String save(
            @PathVariable ListKind list,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String query,
            @RequestParam(defaultValue = "false") boolean shared,
            @AuthenticationPrincipal Person person,
            RedirectAttributes notes) {
        ListAddress address = SavedViewAddress.read(list, query);
        try {
            views.save(person, list, name, address.query(), shared);
        } catch (IllegalArgumentException e) {
            notes.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return "redirect:" + address.here();
    }

    @PostMapping("/admin/lists/{list}/views/{id}/delete")
    String delete(@PathVariable ListKind list, @PathVariable UUID id, @AuthenticationPrincipal Person person) {
        views.delete(person, id);
        return "redirect:" + SavedViewAddress.path(list);
    }
}
