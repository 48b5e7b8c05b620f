package dev.berth.portal.api;

import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.BundleRow;
import dev.berth.broker.access.SelfServiceBook;
import dev.berth.broker.access.SelfServicePolicy;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Somebody who calls the API by hand and wishes for more than they are offered. */
class BundleBoundsTest extends PortalTest {

    private static final SelfServicePolicy ALL = new SelfServicePolicy(true, true, true, true, true, true);

    @Autowired
    private JdbcClient sql;

    @Autowired
    private SelfServiceBook book;

    private Person mallory;
    private UUID bundle;
    private UUID desktop;

    @BeforeEach
    void aDesktopWhosePersonMayChangeIt() {
        mallory = person(Role.EMPLOYEE);
        bundle = bundle(2, 2048, true);
        desktop = desktop(mallory, bundle);
        book.change(book.kept().revision(), ALL, new Actor.Berth());
    }

    @AfterEach
    void asItWas() {
        book.change(book.kept().revision(), SelfServicePolicy.DEFAULT, new Actor.Berth());
    }

    @Test
    void sizesOfBundlesThatAreForOthersAreRefused() throws Exception {
        bundle(64, 65_536, false);
        wish("{\"action\": \"CHANGE_COMPUTE\", \"vcpus\": 64, \"memoryMib\": 65536}")
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail", containsString("compute is 64 vCPU and 65536 MiB; allowed for this")));
    }

    @Test
    void nobodyGetsMoreThanTheBundleAllows() throws Exception {
        String path = "/api/v1/bundles/" + bundle + "/self-service";
        mvc.perform(get(path).with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"0\""));
        mvc.perform(json(put(path).with(a(Role.ADMIN)).header("If-Match", "\"0\""), """
                        {"sizes": [{"vcpus": 2, "memoryMib": 2048}], "modes": ["AUTO_STOP"],
                         "mostAutoStopMinutes": 60, "mostUserVolumeMib": 2048}
                        """))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"1\""));
        mvc.perform(json(put(path).with(as(mallory)).header("If-Match", "\"1\""), "{}"))
                .andExpect(status().isForbidden());

        refused("{\"action\": \"CHANGE_COMPUTE\", \"vcpus\": 4, \"memoryMib\": 2048}", "compute");
        refused("{\"action\": \"CHANGE_MODE\", \"mode\": \"ALWAYS_ON\"}", "mode");
        refused("{\"action\": \"CHANGE_MODE\", \"mode\": \"MANUAL\"}", "mode");
        refused("{\"action\": \"CHANGE_MODE\", \"mode\": \"AUTO_STOP\", \"autoStopMinutes\": 61}", "autoStopMinutes");
        refused("{\"action\": \"GROW_VOLUME\", \"userVolumeMib\": 2049}", "userVolumeMib");
        wish("{\"action\": \"CHANGE_MODE\", \"mode\": \"AUTO_STOP\", \"autoStopMinutes\": 60}")
                .andExpect(status().isAccepted());
        wish("{\"action\": \"GROW_VOLUME\", \"userVolumeMib\": 2048}").andExpect(status().isAccepted());
    }

    private void refused(String body, String field) throws Exception {
        wish(body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail", containsString(field + " is ")))
                .andExpect(jsonPath("$.detail", containsString("allowed")));
    }

    private ResultActions wish(String body) throws Exception {
        return mvc.perform(
                json(post("/api/v1/me/desktops/" + desktop + "/actions").with(as(mallory)), body));
    }

    private static MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) {
        return request.with(csrf()).contentType(MediaType.APPLICATION_JSON).content(body);
    }

    private UUID bundle(int vcpus, int memoryMib, boolean forMallory) {
        UUID id = BundleRow.add(sql, "bounded " + UUID.randomUUID(), vcpus, memoryMib, RunningMode.MANUAL);
        sql.sql("""
                        insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id, created_at)
                        values (gen_random_uuid(), 'main', 'PERSON', :subject, 'somebody', :id, now())
                        """)
                .param("id", id)
                .param("subject", (forMallory ? mallory.id().objectGuid() : UUID.randomUUID()).toString())
                .update();
        return id;
    }

    private UUID desktop(Person person, UUID of) {
        UUID id = UUID.randomUUID();
        sql.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :id, 'main', :person, b.id, b.image_version_id, :id::text, 2, 2048, 'MANUAL', 60, 'STOPPED',
                               now(), 'STOPPED', now() + interval '365 days', now() - interval '1 day'
                          from bundle b where b.id = :bundle
                        """)
                .param("id", id)
                .param("person", person.id().objectGuid())
                .param("bundle", of)
                .update();
        return id;
    }
}
