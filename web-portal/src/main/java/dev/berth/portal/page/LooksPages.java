package dev.berth.portal.page;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.helpdesk.ConsoleLooks;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;

/** Who looked at one's screen: every page says so until it was read. */
@Controller
class LooksPages {

    private final ConsoleLooks looks;

    LooksPages(ConsoleLooks looks) {
        this.looks = looks;
    }

    /** Read in another window before is read. */
    @PostMapping("/looks/{id}/read")
    String read(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        looks.read(person.id(), id);
        return "redirect:/";
    }

    @GetMapping("/api/v1/me/looks")
    @ResponseBody
    List<ConsoleLooks.Look> unread(@AuthenticationPrincipal Person person) {
        return looks.unread(person.id());
    }

    @PostMapping("/api/v1/me/looks/{id}/read")
    @ResponseBody
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void readByProgram(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        if (!looks.read(person.id(), id)) {
            throw new NotFoundException("look", id);
        }
    }
}
