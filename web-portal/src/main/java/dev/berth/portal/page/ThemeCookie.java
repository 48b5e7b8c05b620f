package dev.berth.portal.page;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.ResponseCookie;
import org.springframework.web.util.WebUtils;

/** Light, dark, or what the system says. It is no secret and is wanted before anybody signs in, so a cookie keeps it. */
final class ThemeCookie {

    private static final String NAME = "berth-theme";
    private static final Duration KEPT = Duration.ofDays(365);

    private ThemeCookie() {}

    static String read(HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, NAME);
        return cookie != null && Frame.THEMES.contains(cookie.getValue()) ? cookie.getValue() : Frame.THEMES.getFirst();
    }

    static ResponseCookie of(String theme) {
        return ResponseCookie.from(NAME, theme)
                .path("/")
                .maxAge(KEPT)
                .sameSite("Lax")
                .httpOnly(true)
                .build();
    }
}
