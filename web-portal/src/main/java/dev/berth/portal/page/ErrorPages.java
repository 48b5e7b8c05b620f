package dev.berth.portal.page;

import dev.berth.portal.door.ShownRefusal;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;

/** Where refusals are forwarded to, to be shown in the frame. */
@Controller
class ErrorPages {

    @RequestMapping(ShownRefusal.PAGE)
    String refused(HttpServletRequest request, Model model) {
        ShownRefusal shown = ShownRefusal.of(request);
        model.addAttribute("sentence", shown.sentence());
        model.addAttribute("reference", shown.reference());
        switch (HttpStatus.valueOf(shown.status())) {
            case NOT_FOUND -> show(model, "search", "error.not-found");
            case FORBIDDEN -> show(model, "lock", "error.forbidden");
            case CONFLICT -> show(model, "clock", "error.not-now");
            case BAD_REQUEST -> show(model, "alert-circle", "error.bad-request");
            default -> show(model, "alert-triangle", "error.failed");
        }
        return "refused";
    }

    private static void show(Model model, String icon, String title) {
        model.addAttribute("icon", icon);
        model.addAttribute("titleKey", title);
        model.addAttribute("textKey", title + ".text");
    }
}
