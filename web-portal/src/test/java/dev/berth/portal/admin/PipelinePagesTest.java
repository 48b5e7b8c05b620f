package dev.berth.portal.admin;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrlPattern;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Image pipelines as an admin sees them and a program asks for them. */
class PipelinePagesTest extends PortalTest {

    private static final String PIPELINE = """
            {"name": "%s", "base": "%s", "image": "%s", "recipe": "package mc", "onBaseChange": false, "rollOut": false,
             "schedule": {"days": ["SUNDAY"], "start": "03:00", "zone": "Europe/Berlin"}}
            """;

    @Autowired
    private JdbcClient jdbc;

    private UUID base;
    private UUID image;
    private UUID first;
    private UUID second;

    @BeforeEach
    void twoImages() {
        base = image();
        image = image();
        first = version(1, "bash\t5.1\nnano\t7\n");
        second = version(2, "bash\t5.2\nmc\t4.8\n");
    }

    @Test
    void aPipelineIsMadeStartedWatchedAndCancelled() throws Exception {
        String name = "P" + UUID.randomUUID();
        String id = id(mvc.perform(json(post("/api/v1/pipelines"), PIPELINE.formatted(name, base, image)))
                .andExpect(status().isCreated())
                .andReturn()
                .getResponse()
                .getContentAsString());
        mvc.perform(get("/admin/pipelines").with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(name)))
                .andExpect(content().string(containsString("Sunday 03:00")));
        mvc.perform(get("/admin/pipelines/" + id).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("package mc")));
        String run = id(mvc.perform(json(post("/api/v1/pipelines/" + id + "/runs"), ""))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.number").value(1))
                .andReturn()
                .getResponse()
                .getContentAsString());
        mvc.perform(json(post("/api/v1/pipelines/" + id + "/runs"), "")).andExpect(status().isConflict());
        mvc.perform(get("/admin/pipelines/runs/" + run).with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(name + " #1")));
        mvc.perform(get("/admin/audit").param("kind", "pipeline").with(a(Role.AUDITOR)))
                .andExpect(content().string(containsString("href=\"/admin/pipelines/" + id + "\">" + name + "<")));
        mvc.perform(get("/admin/audit").param("kind", "pipeline-run").with(a(Role.AUDITOR)))
                .andExpect(content()
                        .string(containsString("href=\"/admin/pipelines/runs/" + run + "\">" + name + " #1<")));
        mvc.perform(get("/admin/pipelines/runs/" + run + "/log").with(a(Role.AUDITOR)))
                .andExpect(request().asyncStarted());
        mvc.perform(post("/admin/pipelines/runs/" + run + "/cancel")
                        .with(a(Role.ADMIN))
                        .with(csrf()))
                .andExpect(status().is3xxRedirection());
        mvc.perform(get("/api/v1/pipelines/runs/" + run).with(a(Role.AUDITOR)))
                .andExpect(jsonPath("$.cancelled").value(true));
        mvc.perform(json(put("/api/v1/pipelines/" + id), PIPELINE.formatted(name, base, base))
                        .header("If-Match", "\"1\""))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("which is the base too")));
    }

    @Test
    void whatIsWrongWithARecipeIsToldAtItsField() throws Exception {
        mvc.perform(form("install mc"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"recipe-problem\"")))
                .andExpect(content().string(containsString("recipe line 1: &#39;install&#39; is unknown")));
        mvc.perform(form("package mc")).andExpect(redirectedUrlPattern("/admin/pipelines/*"));
    }

    @Test
    void versionsAreComparedByTheirPackages() throws Exception {
        mvc.perform(get("/admin/images/compare")
                        .param("from", first.toString())
                        .param("to", second.toString())
                        .with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("nano")))
                .andExpect(content().string(containsString("mc")));
        mvc.perform(get("/api/v1/pipelines/comparison")
                        .param("from", first.toString())
                        .param("to", second.toString())
                        .with(a(Role.AUDITOR)))
                .andExpect(jsonPath("$.added[0].name").value("mc"))
                .andExpect(jsonPath("$.removed[0].name").value("nano"))
                .andExpect(jsonPath("$.changed[0].to").value("5.2"));
    }

    @Test
    void aRunThatRolledOutOffersTheWayBack() throws Exception {
        String pipeline = id(mvc.perform(
                        json(post("/api/v1/pipelines"), PIPELINE.formatted("R" + UUID.randomUUID(), base, image)))
                .andReturn()
                .getResponse()
                .getContentAsString());
        UUID run = UUID.randomUUID();
        UUID bundle = UUID.randomUUID();
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        values (?, 'main', ?, '', ?, 1, 1024, 1024, 1024, 'MANUAL', 60, 'isolated', true, true, true, true,
                                now())
                        """).params(bundle, "Rolled " + bundle, second).update();
        jdbc.sql("""
                        insert into pipeline_run (id, trial_id, home_region, pipeline_id, number, trigger, asked_by, recipe,
                                                  base_version_id, phase, ending, reason, image_version_id, phase_since,
                                                  asked_at, ended_at)
                        values (?, gen_random_uuid(), 'main', ?::uuid, 1, 'BY_HAND', 'adam', 'package mc', ?, 'ENDED',
                                'PUBLISHED', 'Published and rolled out.', ?, now(), now(), now())
                        """).params(run, pipeline, first, second).update();
        jdbc.sql("insert into pipeline_rollout values (?, ?, ?, ?, now())")
                .params(run, bundle, first, second)
                .update();
        mvc.perform(get("/admin/pipelines/runs/" + run).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Rolled " + bundle)))
                .andExpect(content().string(containsString("/roll-back")))
                .andExpect(content().string(not(containsString("/roll-out\""))));
        mvc.perform(post("/admin/pipelines/runs/" + run + "/roll-back")
                        .with(a(Role.ADMIN))
                        .with(csrf()))
                .andExpect(status().is3xxRedirection());
        mvc.perform(get("/admin/pipelines/runs/" + run).with(a(Role.ADMIN)))
                .andExpect(content().string(containsString("rolled back")))
                .andExpect(content().string(containsString("/roll-out\"")))
                .andExpect(content().string(not(containsString("/roll-back"))));
        mvc.perform(get("/admin/pipelines").with(a(Role.ADMIN))).andExpect(status().isOk());
    }

    private MockHttpServletRequestBuilder form(String recipe) throws Exception {
        return post("/admin/pipelines")
                .param("name", "F" + UUID.randomUUID())
                .param("base", base.toString())
                .param("image", image.toString())
                .param("recipe", recipe)
                .param("start", "03:00")
                .param("zone", "UTC")
                .param("revision", "0")
                .with(a(Role.ADMIN))
                .with(csrf());
    }

    private MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) throws Exception {
        return request.contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .with(a(Role.ADMIN))
                .with(csrf());
    }

    private static String id(String json) {
        return JsonMapper.shared().readTree(json).get("id").asString();
    }

    private UUID image() {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into image values (?, 'main', ?, '', 'LINUX', now())")
                .params(id, "Image " + id)
                .update();
        return id;
    }

    private UUID version(int number, String packages) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into image_version values (?, 'main', ?, ?, '/images/none', '', true, now())")
                .params(id, base, number)
                .update();
        jdbc.sql("insert into image_manifest values (?, '', ?)")
                .params(id, packages)
                .update();
        return id;
    }
}
