package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A day's first minutes in Firefox: signing in, a desktop, typing, and the clipboard both ways. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("session-page")
class FirefoxTest {

    private static final Duration COLD_START = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CONTROL = "\uE009";
    private static final String SHIFT = "\uE008";
    private static final String ENTER = "\uE007";
    private static final String COPIED = "document.querySelector('#session-copied').value";

    /** In a guest: a terminal that writes down what is typed and pasted, and then shows a text to be copied. */
    private static final String[] LISTENS = Samples.inItsSession("""
            setsid lxterminal --no-remote -e sh -c \
                'read -r typed; echo "$typed" >~/typed; read -r pasted; echo "$pasted" >~/pasted; clear; echo from-the-guest; read -r end' \
                >/dev/null 2>&1 &
            """);

    @Test
    void aDesktopIsOpenedTypedIntoAndSharesItsClipboard(Bed bed, @TempDir Path profile) {
        try (var firefox = new Firefox(profile)) {
            firefox.opens(bed.berth().address().resolve("/sign-in"));
            firefox.evaluates("document.querySelector('#username').value = 'bob'");
            firefox.evaluates("document.querySelector('#password').value = '" + Bed.PASSWORD + "'");
            firefox.clicks("form[action=\"/sign-in\"] button[type=submit]");
            Bed.await("bob is in", SOON, () -> has(firefox, "form[action=\"/open\"] button"));
            firefox.evaluates("""
                    [...document.querySelectorAll('form[action="/open"] button')]
                        .find(button => /Standard desktop/.test(button.ariaLabel ?? button.textContent)).click()
                    """);
            Bed.await("the desktop is there", COLD_START, () -> has(firefox, "#session[data-state=connected]"));
            JsonNode desktop = bed.desktopOf("bob");
            Bed.await(
                    "its panel runs",
                    SOON,
                    () -> !bed.inGuest(desktop, "pgrep", "-x", "tint2").isBlank());

            bed.inGuest(desktop, LISTENS);
            Bed.await("what was typed is in a file", SOON, () -> {
                firefox.types("typed" + ENTER);
                return file(bed, desktop, "typed").startsWith("typed");
            });
            assertThat(firefox.evaluates("1 + 1")).isEqualTo("2");
            firefox.clicks("[data-action=clipboard]");
            firefox.evaluates("document.querySelector('#session-pasted').value = 'pasted 안녕'");
            firefox.evaluates(
                    "[...document.querySelectorAll('button')].find(button => button.textContent.trim() === 'Send').click()");
            firefox.clicks("[data-action=clipboard]");
            Bed.await("what was pasted is in a file", SOON, () -> {
                firefox.presses(CONTROL + SHIFT, "V");
                firefox.types(ENTER);
                return file(bed, desktop, "pasted").contains("pasted 안녕");
            });
            Bed.await("what was copied is here", SOON, () -> {
                firefox.presses(CONTROL + SHIFT, "A");
                firefox.presses(CONTROL + SHIFT, "C");
                return String.valueOf(firefox.evaluates(COPIED)).contains("from-the-guest");
            });
            firefox.clicks("[data-action=clipboard]");
            firefox.pictures("session-clipboard");
        }
    }

    private static boolean has(Firefox firefox, String selector) {
        return "1".equals(firefox.evaluates("document.querySelectorAll('" + selector + "').length > 0 ? 1 : 0"));
    }

    private static String file(Bed bed, JsonNode desktop, String name) {
        return bed.inGuest(desktop, "cat", "/home/person/" + name);
    }
}
