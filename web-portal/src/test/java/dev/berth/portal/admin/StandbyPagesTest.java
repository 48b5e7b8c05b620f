package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.standby.StandbyPolicies;
import dev.berth.broker.standby.StandbyPolicy;
import dev.berth.portal.PortalTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

/** For whom desktops stand by, and the door that peers bring points to. */
class StandbyPagesTest extends PortalTest {

    @Autowired
    private StandbyPolicies policies;

    @Test
    void adminSaysForWhomAndAuditorsLook() throws Exception {
        mvc.perform(post("/admin/regions/standby/policies")
                        .param("bundle", "")
                        .param("picked", "Sales")
                        .param("minutes", "5")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("choose one of those found")));
        mvc.perform(post("/admin/regions/standby/policies")
                        .param("bundle", "")
                        .param("picked", "")
                        .param("minutes", "5")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().is3xxRedirection());
        mvc.perform(get("/admin/regions/standby").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("every bundle")))
                .andExpect(content().string(containsString("berth.standby.key-file is not set")))
                .andExpect(content().string(not(containsString("Add the policy"))));
        mvc.perform(get("/api/v1/regions/standbys").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.summary.sending").value(false));
        mvc.perform(post("/api/v1/regions/standby-policies")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"everySeconds\": 5}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isBadRequest());
        for (StandbyPolicy policy : policies.list()) {
            mvc.perform(delete("/api/v1/regions/standby-policies/" + policy.id())
                            .with(a(ADMIN))
                            .with(csrf()))
                    .andExpect(status().isNoContent());
        }
    }

    @Test
    void whoeverCannotShowTheSecretLearnsNothing() throws Exception {
        mvc.perform(post("/peer/points").content("{}")).andExpect(status().isUnauthorized());
        mvc.perform(post("/peer/points/../../etc/passwd").content("{}")).andExpect(status().is4xxClientError());
        mvc.perform(post("/peer/points")
                        .content("{}")
                        .header("Berth-Region", "busan")
                        .header("Berth-Sum", "0".repeat(64)))
                .andExpect(status().isUnauthorized());
    }
}
