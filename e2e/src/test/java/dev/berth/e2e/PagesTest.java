package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import dev.berth.e2e.Browser.Look;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every page, as each kind of person sees it, lands as a picture; and none of them fails, scrolls sideways or is empty. */
@ExtendWith(SharedBed.class)
@Tag("real")
@Tag("main-job")
class PagesTest {

    private static final List<String> EMPLOYEE = List.of("/");
    private static final List<String> HELPDESK = List.of("/", "/people", "/admin/sessions");
    private static final List<String> ADMIN = List.of(
            "/admin",
            "/admin/desktops",
            "/admin/sessions",
            "/admin/bundles",
            "/admin/bundles/new",
            "/admin/fleets",
            "/admin/fleets/new",
            "/admin/applications",
            "/admin/applications/new",
            "/admin/images",
            "/admin/entitlements",
            "/admin/hosts",
            "/admin/hosts/new",
            "/admin/ip-groups",
            "/admin/ip-groups/new",
            "/admin/audit",
            "/admin/maintenance",
            "/admin/maintenance/calendar",
            "/admin/metering",
            "/admin/people",
            "/admin/self-service",
            "/admin/tokens",
            "/api/docs",
            "/people");

    @Test
    void everyPageIsThereForThoseWhoMaySeeIt(Bed bed) {
        try (Browser browser = new Browser()) {
            for (Look look : Look.values()) {
                tour(bed, browser, look, "alice", EMPLOYEE);
                tour(bed, browser, look, "helen", HELPDESK);
                tour(bed, browser, look, "adam", ADMIN);
            }
        }
    }

    private static void tour(Bed bed, Browser browser, Look look, String name, List<String> paths) {
        try (Person person = new Person(browser, bed.berth().address(), look)) {
            person.opens("/sign-in").pictures("sign-in").signsIn(name, Bed.PASSWORD);
            for (String path : paths) {
                Response answer = person.page()
                        .navigate(bed.berth().address().resolve(path).toString());
                assertThat(answer.status()).as(name + " at " + path).isEqualTo(200);
                assertThat(person.page().locator("h1").first().textContent()).isNotBlank();
                assertThat(person.page().evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                        .as("sideways scroll of " + path + " as " + look)
                        .isEqualTo(0);
                person.pictures("page-" + name + path.replace('/', '-'));
            }
        }
    }
}
