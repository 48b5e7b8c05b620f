package dev.berth.portal.admin;

import dev.berth.broker.maintenance.Notices;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who was told of maintenance, and who could not be. */
@Controller
@RequestMapping("/admin/maintenance/notices")
class NoticePages {

    private static final int SHOWN = 50;
    private static final int MOST_PAGES = 10_000;

    private final Notices notices;

    NoticePages(Notices notices) {
        this.notices = notices;
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "0") int page, Model model) {
        int shown = Math.clamp(page, 0, MOST_PAGES);
        var found = notices.latest(SHOWN + 1, shown * SHOWN);
        model.addAttribute("notices", found.size() > SHOWN ? List.copyOf(found.subList(0, SHOWN)) : found);
        model.addAttribute("page", shown);
        model.addAttribute("more", found.size() > SHOWN);
        return "admin/notices";
    }
}
