package dev.berth.e2e;

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
    private static final String COPIED = "document.querySelector('#session-copied').value";

    /** In a guest: an editor over an empty file. */
    private static final String[] WRITES = Samples.inItsSession("""
            : >~/note
            setsid mousepad ~/note >/dev/null 2>&1 &
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

            bed.inGuest(desktop, WRITES);
            Bed.await(
                    "the editor runs",
                    SOON,
                    () -> !bed.inGuest(desktop, "pgrep", "-x", "mousepad").isBlank());
            firefox.pictures("session-desktop");
            Bed.await("what was typed is in the file", SOON, () -> {
                firefox.types("typed ");
                return saved(firefox, bed, desktop).contains("typed");
            });
            firefox.evaluates("navigator.clipboard.writeText('pasted 안녕')");
            Bed.await("what was pasted is in the file", SOON, () -> {
                firefox.presses(CONTROL, "v");
                return saved(firefox, bed, desktop).contains("pasted 안녕");
            });
            Bed.await("what was copied is here", SOON, () -> {
                firefox.presses(CONTROL, "a");
                firefox.presses(CONTROL, "c");
                return String.valueOf(firefox.evaluates(COPIED)).contains("typed");
            });
            firefox.clicks("[data-action=clipboard]");
            firefox.pictures("session-clipboard");
        }
    }

    private static boolean has(Firefox firefox, String selector) {
        return "1".equals(firefox.evaluates("document.querySelectorAll('" + selector + "').length > 0 ? 1 : 0"));
    }

    private static String saved(Firefox firefox, Bed bed, JsonNode desktop) {
        firefox.presses(CONTROL, "s");
        return bed.inGuest(desktop, "cat", "/home/person/note");
    }
}
