package dev.berth.portal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
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
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Updates, roll-outs, notices and deferral as people see them and programs ask for them. */
class RolloutPagesTest extends PortalTest {

    @Autowired
    private JdbcClient jdbc;

    private Person owner;
    private UUID desktop;

    @BeforeEach
    void anAlwaysOnDesktop() {
        owner = person(Role.EMPLOYEE);
        desktop = RestingDesktop.add(jdbc, owner, RunningMode.ALWAYS_ON, Wanted.SUSPENDED);
    }

    @Test
    void rolloutIsStartedWaitedForAndShown() throws Exception {
        var admin = a(Role.ADMIN);
        String begun = mvc.perform(json(
                                post("/api/v1/maintenance/rollouts"),
                                "{\"name\": \"October\", \"desktops\": [\"%s\"], \"failurePercent\": 0}"
                                        .formatted(desktop))
                        .with(admin))
                .andExpect(status().isCreated())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String id = JsonMapper.shared().readTree(begun).path("id").asString();
        mvc.perform(get("/admin/maintenance/rollouts/" + id).with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("October")));
        mvc.perform(post("/admin/maintenance/rollouts/" + id + "/cancel")
                        .with(admin)
                        .with(csrf()))
                .andExpect(redirectedUrl("/admin/maintenance/rollouts/" + id));
        mvc.perform(get("/api/v1/maintenance/rollouts/" + id)
                        .param("wait", "30")
                        .with(admin))
                .andExpect(content().string(containsString("\"state\":\"CANCELLED\"")));
        mvc.perform(post("/api/v1/maintenance/rollouts/" + id + "/pause")
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isConflict());
        mvc.perform(get("/api/v1/maintenance/rollouts/" + id + "/desktops").with(admin))
                .andExpect(content().string(containsString(desktop.toString())));
        mvc.perform(get("/admin/maintenance/rollouts").with(admin))
                .andExpect(content().string(containsString("October")));
        mvc.perform(get("/admin/audit").param("kind", "rollout").with(admin))
                .andExpect(
                        content().string(containsString("href=\"/admin/maintenance/rollouts/" + id + "\">October<")));
    }

    @Test
    void nonsenseIsToldAtItsField() throws Exception {
        mvc.perform(get("/admin/maintenance/rollouts/new").with(a(Role.ADMIN))).andExpect(status().isOk());
        mvc.perform(post("/admin/maintenance/rollouts")
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .param("name", "October")
                        .param("canaryPercent", "101")
                        .param("atOnce", "1")
                        .param("perHost", "1")
                        .param("failurePercent", "1")
                        .param("turnMinutes", "60"))
                .andExpect(content().string(containsString("canaryPercent is &#39;101&#39;")));
        mvc.perform(json(post("/api/v1/maintenance/rollouts"), "{\"name\": \"x\", \"desktops\": []}")
                        .with(a(Role.ADMIN)))
                .andExpect(status().isConflict());
    }

    @Test
    void updatesAreChosenByFormAndApiWithItsTag() throws Exception {
        UUID bundle = jdbc.sql("select bundle_id from desktop where id = ?")
                .param(desktop)
                .query(UUID.class)
                .single();
        String path = "/api/v1/maintenance/updates/bundles/" + bundle;
        mvc.perform(get(path).with(a(Role.AUDITOR))).andExpect(header().string("ETag", "\"0\""));
        mvc.perform(json(put(path), "{\"choice\": \"SECURITY\", \"approved\": [\"openssl\"]}")
                        .with(a(Role.ADMIN))
                        .header("If-Match", "\"0\""))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"1\""));
        mvc.perform(json(put(path), "{\"choice\": \"ALL\"}").with(a(Role.ADMIN)).header("If-Match", "\"0\""))
                .andExpect(status().isPreconditionFailed());
        mvc.perform(get("/admin/maintenance/updates").with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("openssl")));
        mvc.perform(post("/admin/maintenance/updates/bundles/" + bundle)
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .param("choice", "")
                        .param("revision", "1"))
                .andExpect(redirectedUrl("/admin/maintenance/updates"));
        mvc.perform(get(path).with(a(Role.AUDITOR))).andExpect(header().string("ETag", "\"0\""));
        mvc.perform(get("/admin/maintenance/desktops/" + desktop + "/updates").with(a(Role.AUDITOR)))
                .andExpect(content().string(containsString("Nothing was updated yet")));
        mvc.perform(get("/admin/maintenance/notices").with(a(Role.AUDITOR))).andExpect(status().isOk());
        mvc.perform(get("/api/v1/maintenance/notices").with(a(Role.AUDITOR))).andExpect(status().isOk());
    }

    @Test
    void personPutsMaintenanceOffOnTheirFirstPageAndByTheApi() throws Exception {
        String turns = mvc.perform(get("/api/v1/me/maintenance").with(as(owner)))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
        var turn = JsonMapper.shared().readTree(turns).path(0);
        String window = turn.path("window").asString();
        String day = turn.path("day").asString();
        assertThat(turn.path("left").asInt()).isEqualTo(2);
        String mine = "/api/v1/me/desktops/" + desktop + "/maintenance/" + window + "/" + day + "/deferral";
        mvc.perform(put(mine).with(a(Role.EMPLOYEE)).with(csrf())).andExpect(status().is4xxClientError());
        mvc.perform(put(mine).with(as(owner)).with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"deferred\":true")));
        mvc.perform(get("/desktops/maintenance").with(as(owner)))
                .andExpect(content().string(containsString("Let it take place")));
        mvc.perform(post("/desktops/" + desktop + "/maintenance/undo")
                        .with(as(owner))
                        .with(csrf())
                        .param("window", window)
                        .param("day", day))
                .andExpect(redirectedUrl("/"));
        mvc.perform(get("/desktops/maintenance").with(as(owner)))
                .andExpect(content().string(containsString("Put off (2 times left)")));
    }

    @Test
    void personSeesWhatWasAnnouncedBesideTheWindows() throws Exception {
        mvc.perform(json(
                                post("/api/v1/maintenance/runs"),
                                "{\"name\": \"New kernel\", \"desktops\": [\"%s\"], \"minutes\": 60, \"noticeMinutes\": 600}"
                                        .formatted(desktop))
                        .with(a(Role.ADMIN)))
                .andExpect(status().is2xxSuccessful());
        mvc.perform(get("/desktops/maintenance").with(as(owner)))
                .andExpect(content().string(containsString("“New kernel” begins on")));
        mvc.perform(get("/api/v1/me/maintenance/announced").with(as(owner)))
                .andExpect(content().string(containsString("\"name\":\"New kernel\"")));
        mvc.perform(get("/api/v1/me/maintenance/announced").with(a(Role.EMPLOYEE)))
                .andExpect(content().string("[]"));
    }

    @Test
    void personPutsAnAnnouncedRolloutOffOnTheirFirstPageAndByTheApi() throws Exception {
        String made = mvc.perform(json(
                                post("/api/v1/maintenance/rollouts"),
                                "{\"name\": \"New fonts\", \"desktops\": [\"%s\"], \"noticeMinutes\": 600}"
                                        .formatted(desktop))
                        .with(a(Role.ADMIN)))
                .andExpect(status().is2xxSuccessful())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String rollout = JsonMapper.shared().readTree(made).path("id").asString();
        String page = "/desktops/" + desktop + "/rollouts/" + rollout;
        mvc.perform(post(page + "/defer").with(a(Role.EMPLOYEE)).with(csrf())).andExpect(status().is4xxClientError());
        mvc.perform(post(page + "/defer").with(as(owner)).with(csrf())).andExpect(redirectedUrl("/"));
        mvc.perform(get("/desktops/maintenance").with(as(owner)))
                .andExpect(content().string(containsString("you put off “New fonts” until")))
                .andExpect(content().string(containsString(page + "/undo")));
        String mine = "/api/v1/me/desktops/" + desktop + "/rollouts/" + rollout + "/deferral";
        mvc.perform(delete(mine).with(as(owner)).with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"deferred\":false")));
        mvc.perform(get("/desktops/maintenance").with(as(owner)))
                .andExpect(content().string(containsString(page + "/defer")));
        mvc.perform(put(mine).with(a(Role.EMPLOYEE)).with(csrf())).andExpect(status().is4xxClientError());
        mvc.perform(put(mine).with(as(owner)).with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"rollout\":\"" + rollout)));
        mvc.perform(json(post("/api/v1/maintenance/rollouts/" + rollout + "/cancel"), "")
                        .with(a(Role.ADMIN)))
                .andExpect(status().is2xxSuccessful());
    }

    private static MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) {
        return request.with(csrf()).contentType(MediaType.APPLICATION_JSON).content(body);
    }
}
