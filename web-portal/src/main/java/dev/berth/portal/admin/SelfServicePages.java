package dev.berth.portal.admin;

import dev.berth.broker.access.SelfServiceBook;
import dev.berth.broker.access.SelfServicePolicy;
import dev.berth.broker.access.SelfServiceSettings;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What people may do to their own desktops. */
@Controller
class SelfServicePages {

    private final SelfServiceBook book;
    private final SelfServiceSettings settings;
    private final MessageSource messages;

    SelfServicePages(SelfServiceBook book, SelfServiceSettings settings, MessageSource messages) {
        this.book = book;
        this.settings = settings;
        this.messages = messages;
    }

    /** What is ticked: {@code on}, or null. */
    public record Ticked(
            @Nullable String restart,
            @Nullable String rebuild,
            @Nullable String restore,
            @Nullable String changeMode,
            @Nullable String growVolume,
            @Nullable String changeCompute,
            long revision) {

        SelfServicePolicy policy() {
            return new SelfServicePolicy(
                    restart != null,
                    rebuild != null,
                    restore != null,
                    changeMode != null,
                    growVolume != null,
                    changeCompute != null);
        }

        static Ticked of(SelfServiceBook.Kept kept) {
            SelfServicePolicy policy = kept.policy();
            return new Ticked(
                    tick(policy.restart()),
                    tick(policy.rebuild()),
                    tick(policy.restore()),
                    tick(policy.changeMode()),
                    tick(policy.growVolume()),
                    tick(policy.changeCompute()),
                    kept.revision());
        }

        private static @Nullable String tick(boolean on) {
            return on ? "on" : null;
        }
    }

    @GetMapping("/admin/self-service")
    String page(Model model) {
        model.addAttribute("form", Ticked.of(book.kept()));
        model.addAttribute("afterCreationHours", settings.afterCreation().toHours());
        model.addAttribute("betweenHours", settings.between().toHours());
        model.addAttribute("smallerDays", settings.smallerEvery().toDays());
        return "admin/self-service";
    }

    @PostMapping("/admin/self-service")
    String change(@ModelAttribute Ticked ticked, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        book.change(ticked.revision(), ticked.policy(), Actor.of(person));
        told.addFlashAttribute(
                "done", messages.getMessage("self-service.saved", null, LocaleContextHolder.getLocale()));
        return "redirect:/admin/self-service";
    }
}
