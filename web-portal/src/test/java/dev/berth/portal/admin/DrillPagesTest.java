package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.portal.PortalTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Drills as admins see and ask for them. */
class DrillPagesTest extends PortalTest {

    private static final String PILOTS = "GROUP:S-1-5-21-1-2-3-4:Pilots <all>";
    private static final String CANARY =
            "\"canary\": {\"kind\": \"GROUP\", \"subject\": \"S-1-5-21-1-2-3-4\", \"label\": \"Pilots\"}";

    @Autowired
    private JdbcClient jdbc;

    private final UUID drill = UUID.randomUUID();

    @AfterEach
    void gone() {
        jdbc.sql("delete from drill where id = :id").param("id", drill).update();
        jdbc.sql("delete from drill_schedule").update();
    }

    @Test
    void theFormSaysWhatADrillWouldMeanAndWhyItCannotBegin() throws Exception {
        mvc.perform(get("/admin/regions/drills").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content()
                        .string(allOf(containsString("Failover drills"), not(containsString("Begin a drill")))));
        mvc.perform(form("/admin/regions/drills/preview").param("picked", ""))
                .andExpect(content().string(containsString("allowed is a group or a person")));
        mvc.perform(form("/admin/regions/drills/preview").param("picked", PILOTS))
                .andExpect(content()
                        .string(allOf(
                                containsString("Pilots &lt;all&gt;"),
                                containsString("serves no alias"),
                                containsString("Nobody who was chosen"),
                                not(containsString("action=\"/admin/regions/drills\"")))));
        mvc.perform(form("/admin/regions/drills").param("picked", PILOTS))
                .andExpect(content().string(containsString("Cannot begin a drill")));
        mvc.perform(json("/api/v1/regions/drills", "{" + CANARY + "}")).andExpect(status().isConflict());
        mvc.perform(json("/api/v1/regions/drills", "{" + CANARY + ", \"limitMinutes\": 5}"))
                .andExpect(status().isBadRequest());
    }

    @Test
    void schedulesAreTypedAsWindowsAre() throws Exception {
        mvc.perform(schedule("Monthly", "MONTHLY")).andExpect(status().is3xxRedirection());
        mvc.perform(schedule("Monthly", "MONTHLY")).andExpect(content().string(containsString("another schedule")));
        mvc.perform(get("/admin/regions/drills").with(a(ADMIN)))
                .andExpect(content().string(allOf(containsString("Monthly"), containsString("Pilots &lt;all&gt;"))));
        String made = mvc.perform(json(
                        "/api/v1/regions/drills/schedules",
                        "{\"name\": \"Weekly\", " + CANARY
                                + ", \"zone\": \"Asia/Seoul\", \"days\": [\"SATURDAY\"], \"start\": \"06:00\","
                                + " \"lengthMinutes\": 45}"))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.noticeMinutes").value(1440))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String id = made.replaceFirst("(?s).*\"id\":\"([0-9a-f-]{36})\".*", "$1");
        mvc.perform(get("/admin/regions/drills/schedules/" + id).with(a(ADMIN)))
                .andExpect(content().string(containsString("value=\"Asia/Seoul\"")));
        mvc.perform(json(
                        "/api/v1/regions/drills/schedules",
                        "{\"name\": \"Spread\", " + CANARY
                                + ", \"zone\": \"UTC\", \"monthly\": {\"nth\": 1, \"first\": \"MONDAY\", \"spreadDays\": 14},"
                                + " \"start\": \"06:00\", \"lengthMinutes\": 45}"))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("not spread over several")));
        mvc.perform(delete("/api/v1/regions/drills/schedules/" + id)
                        .param("revision", "1")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isNoContent());
    }

    @Test
    void theReportIsKeptAndStandsAlone() throws Exception {
        jdbc.sql("""
                        insert into drill (id, home_region, alias_id, alias_name, epoch, peer, canary, begins_at,
                                           limit_minutes, stage, verdict, failed_in, reason, made_by, made_at, ended_at)
                        values (:id, 'main', :id, 'desktops.example.com', 1, 'busan', 'Pilots', '2026-11-21T06:00:00Z', 60,
                                'OVER', 'FAILED', 'START', 'Desktop d-7: Its host is full.', 'Berth', now(), now())
                        """).param("id", drill).update();
        jdbc.sql(
                        "insert into drill_stage values (:id, 'CHECKS', '2026-11-21T06:00:00Z', '2026-11-21T06:00:04.200Z', null)")
                .param("id", drill)
                .update();
        jdbc.sql("""
                        insert into drill_canary (drill_id, desktop_id, person_id, account_name, display_name, hostname,
                                                  bundle_name, memory_mib, state, rpo_millis, given_at, up_at, mail_due_at)
                        values (:id, :id, :id, 'mina', 'Mina <Kim>', 'd-7', 'Standard', 2048, 'HOME', 95000,
                                '2026-11-21T06:00:05Z', '2026-11-21T06:00:17.500Z', now())
                        """).param("id", drill).update();
        mvc.perform(get("/admin/regions/drills/" + drill).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content()
                        .string(allOf(
                                containsString("Its host is full."),
                                containsString("Mina &lt;Kim&gt;"),
                                containsString("12.5 s"),
                                not(containsString("Call off")))));
        mvc.perform(get("/admin/regions/drills/" + drill + "/report.html").with(a(AUDITOR)))
                .andExpect(
                        header().string("Content-Disposition", startsWith("attachment; filename=\"drill-2026-11-21")))
                .andExpect(content()
                        .string(allOf(
                                containsString("@media print"),
                                containsString("95.0 s"),
                                not(containsString("/berth/")),
                                not(containsString("<script")))));
        mvc.perform(get("/api/v1/regions/drills/" + drill).with(a(AUDITOR)))
                .andExpect(jsonPath("$.rtoMillis").value(12500))
                .andExpect(jsonPath("$.stages[0].millis").value(4200))
                .andExpect(jsonPath("$.failedIn").value("START"));
        mvc.perform(json("/api/v1/regions/drills/" + drill + "/call-off", "")).andExpect(status().isConflict());
    }

    private MockHttpServletRequestBuilder schedule(String name, String rhythm) {
        return form("/admin/regions/drills/schedules")
                .param("name", name)
                .param("rhythm", rhythm)
                .param("nth", "1")
                .param("first", "SATURDAY")
                .param("spreadDays", "1")
                .param("zone", "Europe/Berlin")
                .param("start", "06:00")
                .param("lengthMinutes", "60")
                .param("revision", "0")
                .param("picked", PILOTS);
    }

    private MockHttpServletRequestBuilder form(String path) {
        return post(path)
                .param("limitMinutes", "60")
                .param("noticeMinutes", "0")
                .with(a(ADMIN))
                .with(csrf());
    }

    private MockHttpServletRequestBuilder json(String path, String body) {
        return post(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .with(a(ADMIN))
                .with(csrf());
    }
}
