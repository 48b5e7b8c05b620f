package dev.berth.portal.helpdesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.flash;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import dev.berth.portal.RestingDesktop;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** What helpdesk does to a person's desktop beyond a restart, and looking at its screen. */
class RenewalPagesTest extends PortalTest {

    @Autowired
    private JdbcClient sql;

    private Person carol;
    private UUID desktop;
    private UUID snapshot;
    private String page;
    private String api;

    @BeforeEach
    void aDesktopWithASnapshot() {
        carol = person(Role.EMPLOYEE);
        desktop = desktop(carol);
        snapshot = snapshot(desktop);
        page = "/people/" + carol.id() + "/desktops/" + desktop;
        api = "/api/v1" + page;
    }

    @Test
    void thePageOffersEachSnapshotWithItsTimeAndWhatIsLost() throws Exception {
        mvc.perform(get("/people/" + carol.id()).with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Snapshots to go back to (1)")))
                .andExpect(content().string(containsString("back to 2026-11-20 08:15 UTC?")))
                .andExpect(content().string(containsString(page + "/rebuild")))
                .andExpect(content().string(containsString("value=\"" + snapshot + "\"")))
                .andExpect(content().string(containsString(page + "/reboot")));
        mvc.perform(get(api + "/snapshots").with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$[0].id").value(snapshot.toString()))
                .andExpect(jsonPath("$[0].takenAt").value("2026-11-20T08:15:00Z"));
    }

    @Test
    void helpdeskRestoresADesktopFromItsPage() throws Exception {
        mvc.perform(post(page + "/restore")
                        .param("snapshot", snapshot.toString())
                        .with(csrf())
                        .with(a(Role.HELPDESK)))
                .andExpect(redirectedUrl("/people/" + carol.id()))
                .andExpect(flash().attribute("done", "The desktop is being restored."));
        assertThat(audited("desktop.restore")).isEqualTo("DONE");
    }

    @Test
    void helpdeskRebuildsADesktopByTheApi() throws Exception {
        act("/rebuild", "{\"snapshot\": \"" + snapshot + "\"}", a(Role.HELPDESK))
                .andExpect(status().isAccepted());
        assertThat(audited("desktop.rebuild")).isEqualTo("DONE");
    }

    @Test
    void nobodyElseDoesNorWithSomebodyElsesThings() throws Exception {
        for (Role role : new Role[] {Role.EMPLOYEE, Role.AUDITOR}) {
            act("/rebuild", "{}", a(role)).andExpect(status().isForbidden());
            act("/restore", "{\"snapshot\": \"" + snapshot + "\"}", a(role)).andExpect(status().isForbidden());
            act("/screenshot", "{\"reason\": \"curious\"}", a(role)).andExpect(status().isForbidden());
        }
        act("/restore", "{\"snapshot\": \"" + snapshot + "\"}", as(carol)).andExpect(status().isForbidden());
        act("/restore", "{}", a(Role.HELPDESK)).andExpect(status().isBadRequest());
        act("/restore", "{\"snapshot\": \"" + UUID.randomUUID() + "\"}", a(Role.HELPDESK))
                .andExpect(status().isNotFound());
        UUID others = snapshot(desktop(person(Role.EMPLOYEE)));
        act("/restore", "{\"snapshot\": \"" + others + "\"}", a(Role.HELPDESK)).andExpect(status().isNotFound());
        api = "/api/v1/people/" + person(Role.EMPLOYEE).id() + "/desktops/" + desktop;
        act("/rebuild", "{}", a(Role.HELPDESK)).andExpect(status().isNotFound());
        mvc.perform(get(api + "/snapshots").with(a(Role.HELPDESK))).andExpect(status().isNotFound());
    }

    @Test
    void aScreenIsNotLookedAtByAGetNorWithoutAReason() throws Exception {
        mvc.perform(get(api + "/screenshot").with(a(Role.HELPDESK))).andExpect(status().isMethodNotAllowed());
        for (String body : new String[] {"{}", "{\"reason\": \" \"}", "{\"reason\": \"a\\nb\\nc\"}"}) {
            act("/screenshot", body, a(Role.HELPDESK))
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.detail", containsString("reason is")));
        }
        mvc.perform(post(page + "/screenshot").with(csrf()).with(a(Role.HELPDESK)))
                .andExpect(redirectedUrl("/people/" + carol.id()))
                .andExpect(flash().attribute("failed", containsString("reason is")));
        mvc.perform(post(api + "/screenshot")
                        .with(csrf())
                        .with(a(Role.HELPDESK))
                        .header("Idempotency-Key", "look")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"reason\": \"black screen\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail", containsString("Idempotency-Key is not taken here")));
    }

    @Test
    void aScreenThatCannotBeSeenTellsHelpdeskNothingInside() throws Exception {
        act("/screenshot", "{\"reason\": \"black screen\"}", a(Role.HELPDESK))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.detail", containsString("Reference ")))
                .andExpect(jsonPath("$.detail", not(containsString("simulated:"))));
        assertThat(audited("desktop.screenshot")).isEqualTo("FAILED");
    }

    @Test
    void whoWasLookedAtReadsItOnEveryPageUntilTheyHave() throws Exception {
        UUID look = UUID.randomUUID();
        sql.sql("""
                        insert into console_look (id, person_id, desktop_id, hostname, looked_by, reason, looked_at)
                        values (:id, :person, :desktop, 'desk-1', 'Helen <b>', 'black <i>screen', now() - interval '2 days')
                        """)
                .param("id", look)
                .param("person", carol.id().objectGuid())
                .param("desktop", desktop)
                .update();
        mvc.perform(get("/").with(as(carol)))
                .andExpect(
                        content().string(containsString("Helen &lt;b&gt; looked at the screen of your desktop desk-1")))
                .andExpect(content().string(containsString("black &lt;i&gt;screen")));
        mvc.perform(get("/").with(a(Role.EMPLOYEE))).andExpect(content().string(not(containsString("desk-1"))));
        mvc.perform(get("/api/v1/me/looks").with(as(carol)))
                .andExpect(jsonPath("$[0].id").value(look.toString()));

        mvc.perform(post("/api/v1/me/looks/" + look + "/read").with(csrf()).with(a(Role.ADMIN)))
                .andExpect(status().isNotFound());
        mvc.perform(post("/looks/" + look + "/read").with(csrf()).with(as(carol)))
                .andExpect(redirectedUrl("/"));
        mvc.perform(get("/").with(as(carol))).andExpect(content().string(not(containsString("desk-1"))));
    }

    private ResultActions act(String what, String body, RequestPostProcessor who) throws Exception {
        return mvc.perform(post(api + what)
                .with(csrf())
                .with(who)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    private String audited(String action) {
        return sql.sql(
                        "select decision from audit_entry where thing = :desktop and action = :action and person_id is not null")
                .param("desktop", desktop.toString())
                .param("action", action)
                .query(String.class)
                .single();
    }

    private UUID desktop(Person person) {
        UUID id = RestingDesktop.add(sql, person, RunningMode.MANUAL, Wanted.STOPPED);
        sql.sql("""
                        with h as (insert into hypervisor_host (id, home_region, name, uri, pool, forward_address, state,
                                                                vcpu_overcommit, reserved_memory_mib, reachable, created_at)
                                   values (gen_random_uuid(), 'main', :name, 'simulated:' || :name, 'berth', '127.0.0.1',
                                           'DRAINED', 1, 0, false, now())
                                   returning id)
                        update desktop
                           set hostname = :name, state = 'UNHEALTHY', wanted = 'RUNNING', host_id = h.id, first_ready_at = now()
                          from h where desktop.id = :id
                        """)
                .param("id", id)
                .param("name", "renewed-" + id.toString().substring(0, 8))
                .update();
        return id;
    }

    private UUID snapshot(UUID of) {
        UUID id = UUID.randomUUID();
        sql.sql("""
                        insert into desktop_snapshot (id, home_region, desktop_id, kind, state, asked_at, taken_at, host_id,
                                                      root_volume, user_volume, root_generation, user_generation,
                                                      image_version_id, bundle_id, root_volume_mib, user_volume_mib)
                        select :id, 'main', d.id, 'SCHEDULED', 'READY', '2026-11-20T08:14:00Z', '2026-11-20T08:15:00Z',
                               d.host_id, d.id || '-s', d.id || '-u', 1, 1, d.image_version_id, d.bundle_id, 1024, 1024
                          from desktop d where d.id = :desktop
                        """).param("id", id).param("desktop", of).update();
        return id;
    }
}
