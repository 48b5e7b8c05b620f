package dev.berth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.FilePayload;
import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.EmbeddedDatabase;
import dev.berth.bench.bed.Scratch;
import dev.berth.e2e.Browser.Look;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The pages of maintenance in a browser, over a portal without schedulers and hosts: what its rows say stays as it is, here
 * the middle of a roll-out.
 */
@Tag("real")
@Tag("maintenance")
class MaintenancePagesTest {

    private static final String ROLLOUT = "00000000-0000-4000-8000-000000000001";
    private static final String BEFORE = "00000000-0000-4000-8000-000000000011";
    private static final String AFTER = "00000000-0000-4000-8000-000000000012";

    private static final String RUN = "00000000-0000-4000-8000-000000000043";

    private static Scratch scratch;
    private static BerthProcess portal;
    private static Browser browser;

    @BeforeAll
    static void aPortalAlone() {
        scratch = Scratch.make("berth-pages-");
        portal = BerthProcess.start(
                Bed.jar(),
                scratch.folder().resolve("data"),
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-Dspring.aot.enabled=true"),
                List.of("--berth.roles=portal", "--berth.evaluation.seed=false"));
        browser = new Browser();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (portal != null) {
            portal.close();
        }
        scratch.close();
    }

    @Test
    void theCalendarARunningRolloutAndTwoVersionsLandAsPictures() throws SQLException {
        halfARollout();
        for (Look look : List.of(Look.LIGHT, Look.PHONE_DARK, Look.KOREAN)) {
            try (Person adam = adam(look)) {
                sees(adam, "/admin/maintenance/calendar", "maintenance-calendar", "h1");
                sees(adam, "/admin/maintenance/rollouts/" + ROLLOUT, "maintenance-rollout", "text=pc-07");
                sees(
                        adam,
                        "/admin/images/compare?from=" + BEFORE + "&to=" + AFTER,
                        "image-comparison",
                        "text=openssh-server");
            }
        }
    }

    @Test
    void aFileThatIsChosenWhileAnotherIsOnItsWayTakesItsPlace() {
        try (Person adam = adam(Look.LIGHT)) {
            Page page = adam.page();
            adam.opens("/admin/packages/new");
            page.locator("#name").fill("Ink");
            page.locator("form.card button.btn-primary").click();
            page.waitForURL(url -> !url.endsWith("/new"));
            page.locator("#made-of").selectOption("FILE");
            // The first file's part never arrives.
            var first = new AtomicBoolean(true);
            page.route("**/api/v1/packages/files/*/parts/0", route -> {
                if (!first.getAndSet(false)) {
                    route.resume();
                }
            });
            page.waitForRequest("**/parts/0", () -> page.setInputFiles("#deb", debian("1.0")));
            PlaywrightAssertions.assertThat(page.locator("#debianName")).hasValue("ink");
            PlaywrightAssertions.assertThat(page.locator("#debianVersion")).hasValue("1.0");
            page.locator("#label").fill("Blue");

            page.setInputFiles("#deb", debian("2.0-rc1"));

            Locator told = page.locator("#file-told");
            // The sum is told by whom the file was brought to.
            PlaywrightAssertions.assertThat(told).containsText(Pattern.compile("[0-9a-f]{64}"));
            PlaywrightAssertions.assertThat(page.locator("#debianVersion")).hasValue("2.0-rc1");
            PlaywrightAssertions.assertThat(page.locator("#label")).hasValue("Blue");
            adam.pictures("package-file");
            page.locator("form.version button.btn-primary").click();
            PlaywrightAssertions.assertThat(page.locator("#versions tbody tr")).hasCount(1);
            PlaywrightAssertions.assertThat(page.locator("#versions tbody")).containsText("2.0-rc1");
            adam.pictures("package");
        }
    }

    @Test
    void whatAGuestSaysArrivesOnThePageOfItsRunUntilItIsOver() throws SQLException {
        execute("""
                insert into image values
                    ('00000000-0000-4000-8000-000000000040', 'main', 'Base', '', 'LINUX', now()),
                    ('00000000-0000-4000-8000-000000000041', 'main', 'Design', '', 'LINUX', now());
                insert into pipeline (id, home_region, name, base_image_id, image_id, recipe, on_base_change, roll_out,
                                      enabled, planned_until, created_at)
                values ('00000000-0000-4000-8000-000000000042', 'main', 'Design', '00000000-0000-4000-8000-000000000040',
                        '00000000-0000-4000-8000-000000000041', 'package mc', false, false, true, now(), now());
                insert into pipeline_run (id, trial_id, home_region, pipeline_id, number, trigger, asked_by, recipe, phase,
                                          phase_since, asked_at)
                values ('%1$s', gen_random_uuid(), 'main', '00000000-0000-4000-8000-000000000042', 1, 'BY_HAND', 'adam',
                        'package mc', 'CUSTOMISING', now(), now());
                insert into pipeline_log (run_id, at, guest, line) values ('%1$s', now(), true, 'Reading package lists');
                """.formatted(RUN));
        try (Person adam = adam(Look.LIGHT)) {
            adam.opens("/admin/pipelines/runs/" + RUN);
            Locator lines = adam.page().locator("#build-log > div");
            PlaywrightAssertions.assertThat(lines).hasText(new String[] {"Reading package lists"});
            execute("""
                    insert into pipeline_log (run_id, at, guest, line)
                    values ('%1$s', now(), true, 'Unpacking mc'), ('%1$s', now(), false, '<b>The recipe is done.</b>')
                    """.formatted(RUN));
            PlaywrightAssertions.assertThat(lines)
                    .hasText(
                            new String[] {"Reading package lists", "Unpacking mc", "<b>The recipe is done.</b>"},
                            new LocatorAssertions.HasTextOptions().setTimeout(30_000));
            adam.pictures("pipeline-log");
            execute(
                    "update pipeline_run set phase = 'ENDED', ending = 'FAILED', reason = 'It was enough.', ended_at = now()"
                            + " where id = '" + RUN + "'");
            PlaywrightAssertions.assertThat(adam.page().locator(".run-state"))
                    .containsText("It was enough.", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        }
    }

    private static Person adam(Look look) {
        return new Person(browser, portal.address(), look)
                .signsIn("adam", portal.accounts().getProperty("adam"));
    }

    private static void sees(Person person, String path, String picture, String there) {
        Response answer = person.page().navigate(portal.address().resolve(path).toString());
        assertThat(answer.status()).as(path).isEqualTo(200);
        person.page().locator(there).first().waitFor();
        assertThat(person.page().evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                .as("sideways scroll of " + path)
                .isEqualTo(0);
        person.pictures(picture);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection database = EmbeddedDatabase.connect(portal.data());
                Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static FilePayload debian(String version) {
        String content = "!<arch>\ndebian-binary   123456" + version;
        return new FilePayload(
                "ink_" + version + "_all.deb", "application/octet-stream", content.getBytes(StandardCharsets.UTF_8));
    }

    /** Twelve desktops: two canaries and one more are done, one failed, two are under way, one was put off. */
    private static void halfARollout() throws SQLException {
        execute("""
                insert into image values ('00000000-0000-4000-8000-000000000010', 'main', 'Office', '', 'LINUX', now());
                insert into image_version values
                    ('%1$s', 'main', '00000000-0000-4000-8000-000000000010', 1, '/images/1', '', true, now()),
                    ('%2$s', 'main', '00000000-0000-4000-8000-000000000010', 2, '/images/2', '', true, now());
                insert into image_manifest values
                    ('%1$s', '', E'bash\t5.2.15-2+b7\nlibssl3\t3.0.15-1\nnano\t7.2-1\nopenssh-server\t1:9.2p1-2\n'),
                    ('%2$s', '', E'bash\t5.2.15-2+b7\nlibssl3\t3.0.17-1\nmc\t3:4.8.29-2\nopenssh-server\t1:9.2p1-3\n');
                insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib, root_volume_mib,
                                    user_volume_mib, running_mode, auto_stop_minutes, network, copy_out, paste_in,
                                    shows_desktop, enabled, created_at)
                values ('00000000-0000-4000-8000-000000000020', 'main', 'Standard desktop', '', '%1$s', 2, 2048, 8192, 8192,
                        'ALWAYS_ON', 60, 'isolated', true, true, true, true, now());
                insert into person (id, account_name, upn, display_name, last_seen_at)
                select ('00000000-0000-4000-9000-0000000000' || to_char(n, 'FM00'))::uuid, 'person' || n,
                       'person' || n || '@corp.example.com', (array['Ada Park', 'Ben Cho', 'Cleo Lim', 'Dan Kim', 'Eva Lee',
                       'Finn Oh', 'Gus Han', 'Hana Yoo', 'Ian Seo', 'Jin Moon', 'Kit Bae', 'Lea Shin'])[n], now()
                  from generate_series(1, 12) n;
                insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus, memory_mib,
                                     running_mode, auto_stop_minutes, state, state_since, wanted, created_at)
                select ('00000000-0000-4000-a000-0000000000' || to_char(n, 'FM00'))::uuid, 'main',
                       ('00000000-0000-4000-9000-0000000000' || to_char(n, 'FM00'))::uuid,
                       '00000000-0000-4000-8000-000000000020', '%1$s', 'pc-' || to_char(n, 'FM00'),
                       2, 2048, 'ALWAYS_ON', 60, 'AVAILABLE', now(), 'RUNNING', now()
                  from generate_series(1, 12) n;
                insert into rollout (id, home_region, name, asked_by, state, canary_percent, at_once, per_host,
                                     failure_percent, turn_minutes, choice, approved, begun_at, begins_at)
                values ('%3$s', 'main', 'November updates', 'adam', 'RUNNING', 15, 2, 2, 20, 60, 'SECURITY', '{}',
                        now() - interval '3 hours', now() - interval '1 hour');
                insert into rollout_desktop (rollout_id, desktop_id, place, canary, state, turns, reason, changed_at)
                select '%3$s', d.id, n, n <= 2, (array['DONE', 'DONE', 'DONE', 'FAILED', 'UNDER_WAY', 'UNDER_WAY'])[n],
                       1, case n when 4 then 'The guest did not come back after its restart; the snapshot was put back.' end,
                       now() - n * interval '3 minutes'
                  from generate_series(1, 6) n join desktop d on d.hostname = 'pc-' || to_char(n, 'FM00');
                insert into rollout_desktop (rollout_id, desktop_id, place, canary, state, reason, changed_at)
                select '%3$s', d.id, n, false, 'WAITING',
                       case n when 7 then 'Its person put it off until 2026-11-25 02:00 UTC.' end, now() - interval '3 hours'
                  from generate_series(7, 12) n join desktop d on d.hostname = 'pc-' || to_char(n, 'FM00');
                """.formatted(BEFORE, AFTER, ROLLOUT));
    }
}
