package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.portal.door.RequestOrigin;
import dev.berth.portal.list.ListAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The same operation on several desktops: first what it would do, then, when that was wanted, what it did. */
@Controller
class DesktopBatchPages {

    private static final String LIST = "/admin/desktops";

    private final DesktopBatches batches;

    DesktopBatchPages(DesktopBatches batches) {
        this.batches = batches;
    }

    @PostMapping("/admin/desktops/batch")
    String preview(
            @RequestParam DesktopVerb verb,
            @RequestParam(defaultValue = "") List<UUID> chosen,
            @RequestParam(defaultValue = LIST) String back,
            Model model) {
        List<DesktopBatches.Forecast> forecasts = batches.preview(verb, ids(chosen));
        model.addAttribute("verb", verb);
        model.addAttribute("back", ListAddress.back(back, LIST));
        model.addAttribute("nothing", forecasts.isEmpty());
        model.addAttribute(
                "allowed",
                forecasts.stream().filter(DesktopBatches.Forecast::allowed).toList());
        model.addAttribute(
                "refused",
                forecasts.stream().filter(forecast -> !forecast.allowed()).toList());
        model.addAttribute(
                "disturbed",
                forecasts.stream().filter(DesktopBatches.Forecast::disturbs).count());
        return "admin/desktop-batch";
    }

    @PostMapping("/admin/desktops/batch/do")
    String carryOut(
            @RequestParam DesktopVerb verb,
            @RequestParam(defaultValue = "") List<UUID> chosen,
            @RequestParam(defaultValue = LIST) String back,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Model model) {
        model.addAttribute("verb", verb);
        model.addAttribute("back", ListAddress.back(back, LIST));
        model.addAttribute(
                "done", batches.carryOut(verb, ids(chosen), Actor.of(person), RequestOrigin.addressOf(request)));
        return "admin/desktop-batch-done";
    }

    private static List<DesktopId> ids(List<UUID> chosen) {
        return chosen.stream().map(DesktopId::new).toList();
    }
}
