package dev.berth.portal.helpdesk;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What to do about each code. */
@Controller
class RunbookPage {

    private final Runbook runbook;

    RunbookPage(Runbook runbook) {
        this.runbook = runbook;
    }

    @GetMapping("/people/runbook")
    String runbook(Model model) {
        model.addAttribute("parts", runbook.parts());
        return "people/runbook";
    }
}
