package dev.berth.portal.admin;

import dev.berth.broker.directory.DirectoryException;
import dev.berth.broker.directory.DirectoryMatch;
import dev.berth.broker.directory.DirectorySearch;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What a picker of groups and people finds while somebody types. */
@Controller
class DirectoryPages {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryPages.class);

    private final DirectorySearch search;

    DirectoryPages(DirectorySearch search) {
        this.search = search;
    }

    /** @param value what the form carries when it is chosen */
    public record Choice(String value, boolean group, String label, String detail) {}

    @GetMapping("/admin/directory")
    String find(@RequestParam(defaultValue = "") String text, Model model) {
        try {
            List<Choice> choices =
                    search.find(text).stream().map(DirectoryPages::choice).toList();
            model.addAttribute("choices", choices);
            model.addAttribute(
                    "more",
                    choices.stream().filter(Choice::group).count() == DirectorySearch.MOST
                            || choices.stream().filter(one -> !one.group()).count() == DirectorySearch.MOST);
        } catch (DirectoryException e) {
            LOG.warn("The directory could not be searched: {}", e.getMessage(), e);
            model.addAttribute("silent", true);
        }
        model.addAttribute("typed", !text.isBlank());
        return "admin/picker :: found";
    }

    private static Choice choice(DirectoryMatch match) {
        return new Choice(
                PickedSubject.write(match),
                match instanceof DirectoryMatch.Group,
                match.label(),
                match.detail().equals(match.label()) ? "" : match.detail());
    }
}
