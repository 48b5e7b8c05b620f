package dev.berth.portal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditChain;
import dev.berth.broker.audit.Sealer;
import dev.berth.broker.audit.Verifications;
import dev.berth.broker.audit.WholeLogReads;
import dev.berth.broker.audit.WholeLogReads.Kind;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import dev.berth.portal.PortalTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class AuditProofTest extends PortalTest {

    @Autowired
    private AuditChain chain;

    @Autowired
    private Sealer sealer;

    @Autowired
    private Verifications verifications;

    @Autowired
    private WholeLogReads reads;

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
    void anAuditorReadsTheWholeLogOnceAtATime() throws Exception {
        Person auditor = person(Role.AUDITOR);
        for (Kind kind : Kind.values()) {
            String path = kind == Kind.EXPORT ? "/api/v1/audit/export" : "/api/v1/audit/verification";
            try (var turn = reads.begin(Actor.of(auditor), kind)) {
                mvc.perform(get(path).with(as(auditor)))
                        .andExpect(status().isTooManyRequests())
                        .andExpect(header().string("Retry-After", "30"))
                        .andExpect(header().doesNotExist("Content-Disposition"))
                        .andExpect(jsonPath("$.code").value("TOO_MANY_READS"))
                        .andExpect(jsonPath("$.detail", containsString("one at a time")));
            }
            mvc.perform(get(path).with(as(auditor))).andExpect(status().isOk());
        }
        try (var turn = reads.begin(Actor.of(auditor), Kind.VERIFICATION)) {
            mvc.perform(post("/admin/audit/verify").with(as(auditor)).with(csrf()))
                    .andExpect(status().isTooManyRequests())
                    .andExpect(header().string("Retry-After", "30"));
        }
    }

    @Test
    void aNodeReadsTheWholeLogTwiceAtATime() throws Exception {
        try (var first = reads.begin(Actor.of(person(Role.AUDITOR)), Kind.EXPORT);
                var second = reads.begin(Actor.of(person(Role.AUDITOR)), Kind.VERIFICATION)) {
            mvc.perform(get("/api/v1/audit/export").with(a(Role.AUDITOR)))
                    .andExpect(status().isTooManyRequests())
                    .andExpect(jsonPath("$.detail", containsString("the most on a node")));
        }
    }

    @Test
    void aReadEndsWithWhoeverAskedForIt() throws Exception {
        Person auditor = person(Role.AUDITOR);
        var address = ClientAddress.parse("address", "127.0.0.1");
        sealer.seal();
        assertThatThrownBy(() -> verifications.verify(Actor.of(auditor), address, () -> {
                    throw new UncheckedIOException("gone", new IOException("broken pipe"));
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> verifications.export(Actor.of(auditor), address, () -> {
                    throw new IOException("broken pipe");
                }))
                .isInstanceOf(IOException.class);

        mvc.perform(get("/api/v1/audit/verification").with(as(auditor))).andExpect(status().isOk());
        mvc.perform(get("/api/v1/audit/export").with(as(auditor))).andExpect(status().isOk());
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
