package dev.berth.portal.helpdesk;

import dev.berth.broker.access.KnownPerson;
import dev.berth.broker.access.PeopleSearch;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.helpdesk.DirectoryLook;
import dev.berth.broker.helpdesk.HelpdeskSettings;
import dev.berth.broker.helpdesk.PersonFile;
import dev.berth.broker.helpdesk.PersonFiles;
import dev.berth.broker.session.MessageText;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** People, for helpdesk: one search, and one page that has it all. */
@Controller
class PeoplePages {

    private static final int SHOWN = 50;

    private final PeopleSearch search;
    private final PersonFiles files;
    private final DirectoryLook directory;
    private final HelpdeskSettings settings;

    PeoplePages(PeopleSearch search, PersonFiles files, DirectoryLook directory, HelpdeskSettings settings) {
        this.search = search;
        this.files = files;
        this.directory = directory;
        this.settings = settings;
    }

    /** A search that finds one person leads straight to their page. */
    @GetMapping("/people")
    String list(@RequestParam(defaultValue = "") String text, Model model) {
        List<KnownPerson> found = search.find(text, SHOWN);
        if (!text.isBlank() && found.size() == 1) {
            return "redirect:/people/" + found.getFirst().person().id();
        }
        model.addAttribute("people", found);
        model.addAttribute("text", text);
        return "people/list";
    }

    @GetMapping("/people/{id}")
    String one(@PathVariable UUID id, Model model) {
        PersonFile file = files.find(new PersonId(id)).orElseThrow(() -> new NotFoundException("person", id));
        model.addAttribute("file", file);
        model.addAttribute("person", file.known().person());
        model.addAttribute("address", lastAddress(file));
        model.addAttribute("longest", MessageText.LONGEST);
        model.addAttribute("screenshots", settings.screenshots());
        return "people/person";
    }

    /** Read live, and on its own, so that a directory that is slow delays nothing else. */
    @GetMapping("/people/{id}/directory")
    String directory(@PathVariable UUID id, Model model) {
        PersonFile file = files.find(new PersonId(id)).orElseThrow(() -> new NotFoundException("person", id));
        model.addAttribute(
                "standing",
                DirectoryState.of(directory.look(new PersonId(id)), file.known().person()));
        return "people/person :: directory";
    }

    private static String lastAddress(PersonFile file) {
        return file.sessions().stream()
                .findFirst()
                .map(session -> session.view().clientAddress())
                .orElse("");
    }
}
