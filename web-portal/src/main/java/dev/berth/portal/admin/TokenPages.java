package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.token.ApiToken;
import dev.berth.broker.token.TokenId;
import dev.berth.broker.token.TokenScope;
import dev.berth.broker.token.TokenSettings;
import dev.berth.broker.token.Tokens;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Tokens of services. */
@Controller
class TokenPages {

    private static final String PAGE = "admin/tokens";

    private final Tokens tokens;
    private final TokenSettings settings;
    private final MessageSource messages;
    private final Clock clock;

    TokenPages(Tokens tokens, TokenSettings settings, MessageSource messages, Clock clock) {
        this.tokens = tokens;
        this.settings = settings;
        this.messages = messages;
        this.clock = clock;
    }

    /** A line of the list. */
    public record Row(ApiToken token, ApiToken.State state) {}

    @GetMapping("/admin/tokens")
    String list(Model model) {
        return page(model, TokenForm.fresh());
    }

    /** Answers with the page itself: the secret goes into this answer and nowhere else. */
    @PostMapping("/admin/tokens")
    String make(
            TokenForm form,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        response.setHeader("Cache-Control", "no-store");
        try {
            Tokens.Made made = tokens.make(
                    form.spec(clock.instant(), settings.longestLife().toDays()),
                    person,
                    RequestOrigin.addressOf(request));
            model.addAttribute("made", made);
            return page(model, TokenForm.fresh());
        } catch (IllegalArgumentException e) {
            model.addAttribute("problems", Problems.of(e, TokenForm.FIELDS));
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            return page(model, form);
        }
    }

    @PostMapping("/admin/tokens/{id}/revoke")
    String revoke(
            @PathVariable UUID id,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes flash,
            Locale locale) {
        ApiToken token = tokens.find(new TokenId(id)).orElseThrow(() -> new NotFoundException("token", id));
        tokens.revoke(token.id(), Actor.of(person), RequestOrigin.addressOf(request));
        flash.addFlashAttribute("done", messages.getMessage("token.revoked", new Object[] {token.name()}, locale));
        return "redirect:/admin/tokens";
    }

    private String page(Model model, TokenForm form) {
        var now = clock.instant();
        List<Row> rows = tokens.list().stream()
                .map(token -> new Row(token, token.state(now)))
                .toList();
        model.addAllAttributes(Map.of(
                "rows",
                rows,
                "form",
                form,
                "scopes",
                TokenScope.values(),
                "mostDays",
                settings.longestLife().toDays()));
        return PAGE;
    }
}
