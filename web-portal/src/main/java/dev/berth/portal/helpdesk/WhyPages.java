package dev.berth.portal.helpdesk;

import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.helpdesk.ThingKind;
import dev.berth.broker.helpdesk.Why;
import dev.berth.broker.helpdesk.WhyQuestion;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Why somebody may open something, or may not. */
@Controller
class WhyPages {

    private static final Set<String> FIELDS = Set.of("person", "kind", "thing", "address", "time");

    private final Why why;
    private final JdbcBundles bundles;
    private final JdbcApplications applications;

    WhyPages(Why why, JdbcBundles bundles, JdbcApplications applications) {
        this.why = why;
        this.bundles = bundles;
        this.applications = applications;
    }

    @GetMapping("/people/why")
    String why(
            @RequestParam(defaultValue = "") String person,
            @RequestParam(defaultValue = "sign-in") String kind,
            @RequestParam(defaultValue = "") String thing,
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "") String time,
            @RequestParam(defaultValue = "false") boolean ask,
            HttpServletResponse response,
            Model model) {
        var question = new WhyQuestion(person, kind, thing, address, time);
        model.addAttribute("question", question);
        model.addAttribute("kinds", ThingKind.values());
        model.addAttribute(
                "things",
                Stream.concat(
                                bundles.list().stream().map(bundle -> bundle.name()),
                                applications.list().stream().map(application -> application.name()))
                        .distinct()
                        .toList());
        if (ask) {
            try {
                model.addAttribute("answer", why.answer(question));
            } catch (IllegalArgumentException e) {
                response.setStatus(HttpStatus.BAD_REQUEST.value());
                model.addAttribute("problems", problem(String.valueOf(e.getMessage())));
            }
        }
        return "people/why";
    }

    /** A broker's sentence begins with the name of the field it is about. */
    private static Map<String, String> problem(String sentence) {
        int end = sentence.indexOf(' ');
        String first = end < 0 ? sentence : sentence.substring(0, end);
        return Map.of(FIELDS.contains(first) ? first : "form", sentence);
    }
}
