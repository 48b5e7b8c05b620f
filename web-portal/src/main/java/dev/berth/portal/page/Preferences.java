package dev.berth.portal.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.LocaleResolver;

/** How somebody likes the pages. Works before signing in too. */
@Controller
class Preferences {

    private final LocaleResolver locales;

    Preferences(LocaleResolver locales) {
        this.locales = locales;
    }

    @PostMapping("/preferences/theme")
    String theme(@RequestParam String theme, @RequestParam String back, HttpServletResponse response) {
        require("theme", theme, Frame.THEMES);
        response.addHeader(HttpHeaders.SET_COOKIE, ThemeCookie.of(theme).toString());
        return redirect(back);
    }

    @PostMapping("/preferences/language")
    String language(
            @RequestParam String language,
            @RequestParam String back,
            HttpServletRequest request,
            HttpServletResponse response) {
        require("language", language, Frame.LANGUAGES);
        locales.setLocale(request, response, Locale.forLanguageTag(language));
        return redirect(back);
    }

    /** Only ever to a path of our own. */
    private static String redirect(String back) {
        boolean ours = back.startsWith("/") && !back.startsWith("//") && !back.contains("\\") && !back.contains(":");
        return "redirect:" + (ours ? back : "/");
    }

    private static void require(String field, String value, java.util.List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST,
                    "%s is '%s'; allowed are %s.".formatted(field, value, String.join(", ", allowed)));
        }
    }
}
