package dev.berth.portal.page;

import dev.berth.broker.directory.Person;
import dev.berth.broker.session.OpenResult;
import dev.berth.broker.session.Sessions;
import dev.berth.broker.session.StreamingUrls;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Follows a streaming URL to its session. */
@Controller
class StreamPage {

    private final StreamingUrls urls;
    private final Sessions sessions;
    private final MessageSource messages;

    StreamPage(StreamingUrls urls, Sessions sessions, MessageSource messages) {
        this.urls = urls;
        this.sessions = sessions;
        this.messages = messages;
    }

    @GetMapping("/streams/{secret}")
    String follow(
            @PathVariable String secret,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Locale locale,
            RedirectAttributes told) {
        return switch (urls.follow(secret, person, RequestOrigin.addressOf(request))) {
            case StreamingUrls.Followed.Worthless _ -> {
                told.addFlashAttribute("failed", messages.getMessage("stream.worthless", null, locale));
                yield "redirect:/";
            }
            case StreamingUrls.Followed.Opens(var launch) ->
                switch (sessions.open(person, RequestOrigin.addressOf(request), launch)) {
                    case OpenResult.Opened opened -> "redirect:/sessions/" + opened.session();
                    case OpenResult.Refused refused -> {
                        told.addFlashAttribute("failed", refused.because().sentence());
                        yield "redirect:/";
                    }
                };
        };
    }
}
