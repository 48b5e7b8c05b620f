package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.ClientAddress;
import dev.berth.portal.PortalTest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;

class ConsoleTest extends PortalTest {

    private static final ClientAddress HERE = ClientAddress.parse("address", "127.0.0.1");

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DesktopBatches batches;

    @Autowired
    private AuditLog audit;

    private final UUID bundle = UUID.randomUUID();
    private final UUID host = UUID.randomUUID();

    /** A host that nothing drives, so that the reconciler leaves its desktops as they are. */
    @BeforeEach
    void aBundleAndAHost() {
        UUID image = UUID.randomUUID();
        UUID version = UUID.randomUUID();
        jdbc.sql("""
                        insert into image (id, home_region, name, description, guest, created_at)
                        values (:image, 'main', :image::text, '', 'LINUX', now())
                        """).param("image", image).update();
        jdbc.sql("""
                        insert into image_version (id, home_region, image_id, version, directory, command_line, direct_kernel,
                                                   created_at)
                        values (:version, 'main', :image, 1, '/srv', '', false, now())
                        """).param("version", version).param("image", image).update();
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        values (:bundle, 'main', :name, '', :version, 2, 2048, 20480, 51200, 'AUTO_STOP', 60, 'isolated', true, true,
                                true, true, now())
                        """)
                .param("bundle", bundle)
                .param("name", "=Bundle " + bundle)
                .param("version", version)
                .update();
        jdbc.sql("""
                        insert into hypervisor_host (id, home_region, name, uri, pool, forward_address, state, vcpu_overcommit,
                                                     reserved_memory_mib, reachable, created_at)
                        values (:host, 'main', :host::text, 'nothing:' || :host, 'berth', '127.0.0.1', 'ACTIVE', 4, 0, false,
                                now())
                        """).param("host", host).update();
    }

    @Test
    void thePreviewSaysWhatThenHappens() {
        for (DesktopVerb verb : DesktopBatches.VERBS) {
            for (RunningMode mode : RunningMode.values()) {
                List<DesktopId> chosen = new ArrayList<>();
                for (DesktopState state :
                        EnumSet.complementOf(EnumSet.of(DesktopState.TERMINATED, DesktopState.TERMINATING))) {
                    chosen.add(desktop(state, mode));
                }
                Set<DesktopId> forecast = new HashSet<>();
                batches.preview(verb, chosen).stream()
                        .filter(DesktopBatches.Forecast::allowed)
                        .forEach(one -> forecast.add(one.desktop().id()));
                Set<DesktopId> done = new HashSet<>();
                var actor = new Actor.Nobody("the test");
                batches.carryOut(verb, chosen, actor, HERE).stream()
                        .filter(one -> one.refusal() == null)
                        .forEach(one -> done.add(one.id()));
                assertThat(done).as("%s of %s desktops", verb, mode).isEqualTo(forecast);
            }
        }
    }

    @Test
    void theAuditLogTellsDeedsInWordsAndThingsByTheirNames() throws Exception {
        DesktopId desktop = desktop(DesktopState.STOPPED, RunningMode.MANUAL);
        UUID gone = UUID.randomUUID();
        audit.record(AuditEntry.of(
                new Actor.Berth(),
                "desktop.start",
                "desktop",
                desktop,
                Outcome.REFUSED,
                "Not on host " + host + " nor " + gone + " (NO_ROOM)."));
        audit.record(AuditEntry.of(
                new Actor.Berth(), "desktop.un-heard-of", "desktop", desktop, Outcome.DONE, "As it was said."));
        mvc.perform(get("/admin/audit?kind=desktop").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("<b>Start a desktop</b>")))
                .andExpect(content().string(containsString("<b>Desktop: un heard of</b>")))
                .andExpect(content().string(containsString("href=\"/admin/desktops/" + desktop + "\">")))
                .andExpect(content().string(containsString("href=\"/admin/hosts/" + host + "\">" + host)))
                .andExpect(content().string(containsString("<code class=\"beside\">" + gone + "</code>")))
                .andExpect(content().string(containsString("<code class=\"beside\">(NO_ROOM)</code>")));
    }

    @Test
    void aChoiceOfNoneDoesNothing() throws Exception {
        for (String path : List.of("/admin/desktops/batch", "/admin/desktops/batch/do")) {
            mvc.perform(post(path).param("verb", "stop").with(csrf()).with(a(ADMIN)))
                    .andExpect(status().isOk())
                    .andExpect(content().string(containsString("Nothing was chosen")));
        }
        mvc.perform(post("/api/v1/desktops/batch")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"verb\": \"stop\"}")
                        .with(csrf())
                        .with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().json("[]"));
    }

    @Test
    void moreThanTwentyFiveAtATimeAreRefusedWhole() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
            ids.add("\"" + UUID.randomUUID() + "\"");
        }
        mvc.perform(post("/api/v1/desktops/batch")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"verb\": \"stop\", \"desktops\": [" + String.join(",", ids) + "]}")
                        .with(csrf())
                        .with(a(ADMIN)))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("at most 25")));
    }

    @Test
    void whatDestroysIsNotDoneToManyAtOnce() throws Exception {
        mvc.perform(post("/admin/desktops/batch")
                        .param("verb", "terminate")
                        .param(
                                "chosen",
                                desktop(DesktopState.STOPPED, RunningMode.MANUAL)
                                        .toString())
                        .with(csrf())
                        .with(a(ADMIN)))
                .andExpect(status().isBadRequest());
    }

    @Test
    void hostileNamesAreTextOnPagesAndInFiles() throws Exception {
        DesktopId id = desktop(DesktopState.STOPPED, RunningMode.MANUAL, "<script>alert(1)</script>");
        mvc.perform(get("/admin/desktops").param("bundle", bundle.toString()).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("&lt;script&gt;alert(1)")))
                .andExpect(content().string(not(containsString("<script>alert"))));
        mvc.perform(get("/admin/desktops.csv")
                        .param("bundle", bundle.toString())
                        .with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Disposition", containsString("desktops.csv")))
                .andExpect(content().string(containsString(",'=Bundle ")))
                .andExpect(content().string(containsString(id.toString())));
    }

    @Test
    void aPageOfTheApiLinksToTheNext() throws Exception {
        for (int i = 0; i < 3; i++) {
            desktop(DesktopState.STOPPED, RunningMode.MANUAL);
        }
        String link = mvc.perform(get("/api/v1/desktops")
                        .param("bundle", bundle.toString())
                        .param("limit", "2")
                        .with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.length()").value(2))
                .andReturn()
                .getResponse()
                .getHeader("Link");
        assertThat(link).contains("rel=\"next\"").startsWith("</api/v1/desktops?at=");
        mvc.perform(get(link.substring(1, link.indexOf('>')).replace("%27", "'"))
                        .with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.length()").value(1));
    }

    @Test
    void aFilterThatCannotBeIsRefusedWithItsName() throws Exception {
        mvc.perform(get("/api/v1/desktops").param("state", "BROKEN").with(a(ADMIN)))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("state is 'BROKEN'")));
        mvc.perform(get("/admin/sessions").param("at", "nowhere").with(a(ADMIN)))
                .andExpect(status().isBadRequest());
    }

    @Test
    void aKeptViewLeadsToTheListAsItWas() throws Exception {
        Person admin = person(ADMIN);
        mvc.perform(post("/admin/lists/desktops/views")
                        .param("name", "Broken <b>")
                        .param("query", "state=ERROR&text=o'brien&evil=1&at=x")
                        .param("shared", "true")
                        .with(csrf())
                        .with(as(admin)))
                .andExpect(redirectedUrl("/admin/desktops?at=x&state=ERROR&text=o%27brien"));
        mvc.perform(get("/admin/desktops").with(a(AUDITOR)))
                .andExpect(content().string(containsString("/admin/desktops?state=ERROR&amp;text=o%27brien")))
                .andExpect(content().string(containsString("Broken &lt;b&gt;")));
        mvc.perform(get("/api/v1/views").param("list", "desktops").with(as(admin)))
                .andExpect(jsonPath("$[?(@.mine)].name").value("Broken <b>"));
    }

    @Test
    void chosenColumnsAreShownAndOthersAreNot() throws Exception {
        Person admin = person(ADMIN);
        desktop(DesktopState.STOPPED, RunningMode.MANUAL);
        mvc.perform(post("/admin/lists/desktops/columns")
                        .param("column", "mode", "made")
                        .with(csrf())
                        .with(as(admin)))
                .andExpect(redirectedUrl("/admin/desktops"));
        mvc.perform(get("/admin/desktops").param("bundle", bundle.toString()).with(as(admin)))
                .andExpect(content().string(containsString("data-label=\"Running mode\"")))
                .andExpect(content().string(not(containsString("data-label=\"Host\""))));
    }

    private DesktopId desktop(DesktopState state, RunningMode mode) {
        return desktop(state, mode, "Somebody");
    }

    private DesktopId desktop(DesktopState state, RunningMode mode, String name) {
        UUID person = UUID.randomUUID();
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into person (id, account_name, upn, display_name, roles, last_seen_at)
                        values (:person, :person::text, '', :name, '{EMPLOYEE}', now() - interval '1 year')
                        """).param("person", person).param("name", name).update();
        jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, host_id, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             created_at, retry_at)
                        select :id, 'main', :person, :bundle, b.image_version_id, :id::text, :host, 2, 2048, :mode, 60, :state,
                               now(), 'RUNNING', now(), now() + interval '1 year'
                          from bundle b
                         where b.id = :bundle
                        """)
                .param("id", id)
                .param("person", person)
                .param("bundle", bundle)
                .param("host", host)
                .param("mode", mode.name())
                .param("state", state.name())
                .update();
        return new DesktopId(id);
    }
}
