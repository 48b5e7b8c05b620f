package dev.berth.portal.page;

import dev.berth.broker.directory.DirectorySettings;
import dev.berth.portal.door.ShownSignInRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The door as people see it. */
@Controller
class SignInPage {

    private final DirectorySettings directory;
    private final Elsewhere elsewhere;

    SignInPage(DirectorySettings directory, Elsewhere elsewhere) {
        this.directory = directory;
        this.elsewhere = elsewhere;
    }

    /** An account of the evaluation directory. */
    public record EvaluationAccount(String name, String role) {}

    @GetMapping("/sign-in")
    String signIn(Model model, HttpServletRequest request) {
        ShownSignInRefusal.taken(request).ifPresent(refusal -> model.addAttribute("refusal", refusal));
        ShownSignInRefusal.typedName(request).ifPresent(name -> model.addAttribute("typedName", name));
        model.addAttribute("signedOut", request.getParameter("signed-out") != null);
        model.addAttribute("again", request.getParameter("again") != null);
        model.addAttribute("elsewhere", elsewhere.of(null));
        model.addAttribute("stays", request.getParameter("stay") != null);
        model.addAttribute("evaluation", directory.urls().isEmpty());
        model.addAttribute(
                "evaluationAccounts",
                List.of(
                        new EvaluationAccount("alice, bob", "EMPLOYEE"),
                        new EvaluationAccount("helen", "HELPDESK"),
                        new EvaluationAccount("adam", "ADMIN")));
        return "sign-in";
    }
}
