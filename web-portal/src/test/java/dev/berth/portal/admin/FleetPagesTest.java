package dev.berth.portal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.BundleRow;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fleets as an admin sees them and a program asks for them. */
class FleetPagesTest extends PortalTest {

    private static final String FLEET = """
            {"bundle": "%s", "mode": "ON_DEMAND", "least": 0, "most": %d, "zone": "Europe/Berlin",
             "schedule": [{"days": ["MONDAY"], "at": "08:00", "least": 0, "most": 6}],
             "sessionMinutes": %d, "disconnectMinutes": 15, "idleMinutes": 0}
            """;

    @Autowired
    private JdbcClient sql;

    private String name;
    private UUID bundle;

    @BeforeEach
    void aBundle() {
        name = "Streamed " + UUID.randomUUID();
        bundle = BundleRow.add(sql, name);
    }

    @Test
    void anAdminMakesAFleetSeesWhatAChangeWouldDoAndChangesIt() throws Exception {
        String fleet = made();
        mvc.perform(get("/admin/fleets").with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(name)));
        mvc.perform(get("/admin/fleets/" + fleet).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("As saved memory")));
        mvc.perform(get("/admin/fleets/" + fleet + "/edit").with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("MON,TUE,WED,THU,FRI 08:00 0-4")))
                .andExpect(content().string(matchesPattern("(?s).*name=\"keepsHome\"[^>]*checked.*")));

        mvc.perform(form(fleet, "2").param("preview", "on"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Machines wanted now: 0; with this change: 2.")));
        mvc.perform(form(fleet, "nine"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("least is &#39;nine&#39;")));
        mvc.perform(form(fleet, "0").param("schedule", "SOMEDAY 08:00 1-2"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("allowed are lines such as")));
        mvc.perform(form(fleet, "0")).andExpect(status().is3xxRedirection());
        mvc.perform(form(fleet, "0"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("no longer the current one")));
    }

    @Test
    void programsDoTheSame() throws Exception {
        var made = mvc.perform(post("/api/v1/fleets")
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(FLEET.formatted(bundle, 5, 480)))
                .andExpect(status().isCreated())
                .andReturn();
        JsonNode fleet = JsonMapper.shared().readTree(made.getResponse().getContentAsString());
        String path = "/api/v1/fleets/" + fleet.get("id").asString();
        mvc.perform(get(path).with(a(Role.AUDITOR)))
                .andExpect(header().string("ETag", "\"1\""))
                .andExpect(jsonPath("$.schedule[0].at").value("08:00"));
        mvc.perform(post(path + "/preview")
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(FLEET.formatted(bundle, 7, 480)))
                .andExpect(jsonPath("$.after").value(0));
        mvc.perform(put(path)
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(FLEET.formatted(bundle, 7, 9)))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("sessionMinutes is 9; allowed are 10 to 5760 minutes.")));
        mvc.perform(put(path)
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(FLEET.formatted(bundle, 7, 60)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.most").value(7))
                .andExpect(jsonPath("$.keepsHome").value(false));
        mvc.perform(get(path + "/instances").with(a(Role.ADMIN)))
                .andExpect(content().json("[]"));
        mvc.perform(get(path + "/history").with(a(Role.ADMIN))).andExpect(status().isOk());
    }

    @Test
    void aMachineOfAFleetIsNobodysDesktopAndItsPageSaysWhatItIs() throws Exception {
        String fleet = made();
        UUID machine = UUID.randomUUID();
        sql.sql("""
                        insert into desktop (id, home_region, bundle_id, fleet_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :id, 'main', b.id, :fleet::uuid, b.image_version_id, :id::text, 1, 1024, 'MANUAL', 60,
                               'STOPPED', now(), 'STOPPED', now() + interval '1 day', now()
                          from bundle b where b.id = :bundle
                        """)
                .param("id", machine)
                .param("fleet", fleet)
                .param("bundle", bundle)
                .update();
        mvc.perform(get("/api/v1/desktops").param("bundle", bundle.toString()).with(a(Role.ADMIN)))
                .andExpect(content().json("[]"));
        mvc.perform(get("/api/v1/desktops/" + machine).with(a(Role.ADMIN)))
                .andExpect(jsonPath("$.fleet").value(fleet))
                .andExpect(jsonPath("$.person").doesNotExist());
        mvc.perform(get("/admin/desktops/" + machine).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Machine of the fleet " + name)))
                .andExpect(content().string(containsString("waits for somebody")))
                .andExpect(content().string(not(containsString("00000000-0000"))));
    }

    private String made() throws Exception {
        String location = mvc.perform(post("/admin/fleets")
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .param("bundle", bundle.toString())
                        .param("mode", "ON_DEMAND")
                        .param("least", "0")
                        .param("most", "4")
                        .param("zone", "Europe/Berlin")
                        .param("schedule", "mon-fri 8:00 0-4")
                        .param("sessionMinutes", "480")
                        .param("disconnectMinutes", "15")
                        .param("idleMinutes", "0")
                        .param("keepsHome", "on")
                        .param("revision", "0"))
                .andExpect(status().is3xxRedirection())
                .andReturn()
                .getResponse()
                .getRedirectedUrl();
        assertThat(location).startsWith("/admin/fleets/");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private MockHttpServletRequestBuilder form(String fleet, String least) {
        return post("/admin/fleets/" + fleet)
                .with(a(Role.ADMIN))
                .with(csrf())
                .param("bundle", bundle.toString())
                .param("mode", "ALWAYS_ON")
                .param("least", least)
                .param("most", "4")
                .param("zone", "Europe/Berlin")
                .param("sessionMinutes", "480")
                .param("disconnectMinutes", "15")
                .param("idleMinutes", "0")
                .param("enabled", "on")
                .param("revision", "1");
    }
}
