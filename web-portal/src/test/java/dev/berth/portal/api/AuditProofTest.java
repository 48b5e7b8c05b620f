package dev.berth.portal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.audit.AuditChain;
import dev.berth.broker.audit.Sealer;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class AuditProofTest extends PortalTest {

    @Autowired
    private AuditChain chain;

    @Autowired
    private Sealer sealer;

    @Test
    void anAuditorVerifiesTheLogThroughTheApi() throws Exception {
        var auditor = a(Role.AUDITOR);
        mvc.perform(get("/api/v1/audit/verification").with(auditor)).andExpect(status().isOk());
        sealer.seal();

        mvc.perform(get("/api/v1/audit/verification").with(auditor))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.intact").value(true))
                .andExpect(jsonPath("$.head.position").isNumber())
                .andExpect(jsonPath("$.faults").isEmpty());
    }

    @Test
    void theExportThatTheApiGivesProvesItself() throws Exception {
        sealer.seal();
        byte[] export = mvc.perform(get("/api/v1/audit/export").with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Disposition", containsString("berth-audit-")))
                .andReturn()
                .getResponse()
                .getContentAsByteArray();

        var verdict = chain.verifyExport(new ByteArrayInputStream(export), List.of());
        assertThat(verdict.intact()).isTrue();
        assertThat(verdict.head().position() + verdict.unsealed()).isPositive();
    }

    @Test
    void thePageShowsWhatTheLastVerificationFound() throws Exception {
        var auditor = a(Role.AUDITOR);
        mvc.perform(post("/admin/audit/verify").with(auditor).with(csrf())).andExpect(redirectedUrl("/admin/audit"));

        mvc.perform(get("/admin/audit").with(auditor))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Verified: nothing was altered.")))
                .andExpect(content().string(containsString("/api/v1/audit/export")));
    }
}
