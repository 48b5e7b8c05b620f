package dev.berth.portal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Power schedules, tags, trials and the calendar's address, as an admin sees them and a program asks for them. */
class PowerPagesTest extends PortalTest {

    private static final String SCHEDULE = """
            {"name": "%s", "zone": "Europe/Berlin", "days": ["MONDAY", "TUESDAY"], "start": "08:00", "end": "18:00",
             "atOnce": 5, "graceMinutes": 15, "tags": [{"key": "team", "value": "%s"}]}
            """;

    @Autowired
    private JdbcClient jdbc;

    private UUID desktop;
    private String team;

    @BeforeEach
    void aTaggedDesktop() throws Exception {
        desktop = RestingDesktop.add(jdbc, person(Role.EMPLOYEE), RunningMode.AUTO_STOP, Wanted.SUSPENDED);
        team = "t" + UUID.randomUUID().toString().substring(0, 8);
        mvc.perform(json(put("/api/v1/desktops/" + desktop + "/tags"), "{\"tags\": {\"team\": \"" + team + "\"}}")
                        .with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(team)));
    }

    @Test
    void scheduleIsMadeByFormShownAndTriedBeforeItIsSaved() throws Exception {
        String name = "P" + UUID.randomUUID();
        mvc.perform(get("/admin/maintenance/power/new").with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("name=\"atOnce\"")));
        mvc.perform(form("/admin/maintenance/power", name, "300", "team=" + team))
                .andExpect(content().string(containsString("atOnce is &#39;3000&#39;; allowed are 1 to 1000")));
        mvc.perform(form("/admin/maintenance/power/preview", name, "", "team=" + team)
                        .param("trialDays", "90"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"preview\"")))
                .andExpect(content().string(containsString("id=\"trial\"")))
                .andExpect(content().string(containsString(desktop.toString())));
        mvc.perform(form("/admin/maintenance/power", name, "", "team=" + team))
                .andExpect(redirectedUrl("/admin/maintenance/power"));
        mvc.perform(get("/admin/maintenance/power").with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(name)))
                .andExpect(content().string(containsString("team=" + team)));
        mvc.perform(get("/admin/desktops/" + desktop).with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"power\"")))
                .andExpect(content().string(containsString(name)));
        mvc.perform(get("/admin/maintenance/calendar")
                        .param("desktop", desktop.toString())
                        .with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("month-hours")))
                .andExpect(content().string(containsString(name)));
    }

    @Test
    void scheduleIsMadeChangedAndReadByTheApiWithItsTag() throws Exception {
        String name = "A" + UUID.randomUUID();
        var admin = a(Role.ADMIN);
        JsonNode made = JsonMapper.shared()
                .readTree(mvc.perform(json(post("/api/v1/maintenance/power-schedules"), SCHEDULE.formatted(name, team))
                                .with(admin))
                        .andExpect(status().isCreated())
                        .andReturn()
                        .getResponse()
                        .getContentAsString());
        String path = "/api/v1/maintenance/power-schedules/" + made.path("id").asString();
        mvc.perform(get(path).with(a(Role.AUDITOR))).andExpect(header().string("ETag", "\"1\""));
        mvc.perform(json(put(path), SCHEDULE.formatted(name + "b", team))
                        .with(admin)
                        .header("If-Match", "\"1\""))
                .andExpect(status().isOk());
        mvc.perform(json(put(path), SCHEDULE.formatted(name + "c", team))
                        .with(admin)
                        .header("If-Match", "\"1\""))
                .andExpect(status().isPreconditionFailed());
        mvc.perform(json(post("/api/v1/maintenance/power-schedules/preview"), SCHEDULE.formatted(name, team))
                        .with(admin))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"covered\":1")));
        mvc.perform(json(post("/api/v1/maintenance/power-schedules/trial"), SCHEDULE.formatted(name, team))
                        .param("days", "30")
                        .with(admin))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"newlyReady\"")));
        mvc.perform(json(
                                post("/api/v1/maintenance/windows/trial"),
                                "{\"name\": \"x\", \"zone\": \"UTC\", \"days\": [\"SUNDAY\"], \"start\": \"02:30\","
                                        + " \"lengthMinutes\": 60, \"tags\": [{\"key\": \"team\", \"value\": null}]}")
                        .with(admin))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"inTheWay\":0")));
        mvc.perform(get("/api/v1/maintenance/power-calendar")
                        .param("desktop", desktop.toString())
                        .with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(name + "b")));
        mvc.perform(get("/api/v1/maintenance/calendar.ics")
                        .param("desktop", desktop.toString())
                        .with(a(Role.AUDITOR)))
                .andExpect(content().string(containsString("SUMMARY:On: " + name.substring(0, 5))));
        mvc.perform(json(put(path + "/enabled"), "{\"enabled\": false}")
                        .with(admin)
                        .header("If-Match", "\"2\""))
                .andExpect(status().isOk());
        mvc.perform(delete(path).with(csrf()).with(admin).header("If-Match", "\"3\""))
                .andExpect(status().isNoContent());
    }

    @Test
    void windowCoversByTagAndIsTriedBeforeItIsSaved() throws Exception {
        String name = "W" + UUID.randomUUID();
        mvc.perform(window("/admin/maintenance/windows/trial", name)
                        .param("trialDays", "90")
                        .with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"trial\"")));
        mvc.perform(window("/admin/maintenance/windows", name).with(a(Role.ADMIN)))
                .andExpect(redirectedUrl("/admin/maintenance"));
        String calendar = mvc.perform(get("/api/v1/maintenance/calendar")
                        .param("desktop", desktop.toString())
                        .with(a(Role.AUDITOR)))
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(calendar).contains(name);
    }

    @Test
    void tagsAreSetForSeveralAndWhyTellsWhichRuleWins() throws Exception {
        mvc.perform(post("/admin/desktops/batch/tags")
                        .param("chosen", desktop.toString())
                        .with(csrf())
                        .with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("name=\"remove\"")));
        mvc.perform(post("/admin/desktops/batch/tags/do")
                        .param("chosen", desktop.toString())
                        .param("set", "floor=3")
                        .param("remove", "team")
                        .with(csrf())
                        .with(a(Role.ADMIN)))
                .andExpect(redirectedUrl("/admin/desktops"));
        mvc.perform(get("/api/v1/desktops/" + desktop + "/tags").with(a(Role.AUDITOR)))
                .andExpect(content().string("{\"tags\":{\"floor\":\"3\"}}"));
        mvc.perform(json(
                                post("/api/v1/desktops/tags"),
                                "{\"desktops\": [\"" + desktop + "\"], \"set\": {\"floor\": \"4\"}}")
                        .with(a(Role.ADMIN)))
                .andExpect(status().isNoContent());
        Person owner = person(Role.EMPLOYEE);
        mvc.perform(get("/api/v1/people/why")
                        .param("person", owner.accountName())
                        .param("kind", "desktop")
                        .param("thing", desktop.toString())
                        .param("address", "192.0.2.1")
                        .with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"winner\":\"IDLE_RULE\"")));
    }

    @Test
    void calendarIsReadAtASecretAddressUntilItIsRevoked() throws Exception {
        Person auditor = person(Role.AUDITOR);
        String page = mvc.perform(
                        post("/admin/maintenance/calendar/address").with(csrf()).with(as(auditor)))
                .andExpect(status().isOk())
                .andExpect(header().string("Cache-Control", "no-store"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String path =
                page.substring(page.indexOf("/calendar/berth_"), page.indexOf(".ics", page.indexOf("/calendar/berth_")))
                        + ".ics";
        mvc.perform(get(path))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("BEGIN:VCALENDAR")));
        mvc.perform(get("/admin/maintenance/calendar").with(as(auditor)))
                .andExpect(content().string(not(containsString("berth_"))));
        assertThat(jdbc.sql("select count(*) from calendar_address where person_id = :id and last_read_at is not null")
                        .param("id", auditor.id().objectGuid())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        jdbc.sql("update person set roles = '{EMPLOYEE}' where id = :id")
                .param("id", auditor.id().objectGuid())
                .update();
        mvc.perform(get(path)).andExpect(status().isForbidden());
        jdbc.sql("update person set roles = '{AUDITOR}' where id = :id")
                .param("id", auditor.id().objectGuid())
                .update();
        mvc.perform(get(path)).andExpect(status().isOk());
        mvc.perform(delete("/api/v1/maintenance/calendar-address").with(csrf()).with(as(auditor)))
                .andExpect(status().isNoContent());
        mvc.perform(get(path)).andExpect(status().isNotFound());
        mvc.perform(post("/api/v1/maintenance/calendar-address").with(csrf()).with(as(person(Role.EMPLOYEE))))
                .andExpect(status().isForbidden());
    }

    private MockHttpServletRequestBuilder form(String path, String name, String more, String tags) {
        return post(path)
                .param("name", name)
                .param("zone", "Europe/Berlin")
                .param("rhythm", "WEEKLY")
                .param("days", "MONDAY", "FRIDAY")
                .param("start", "08:00")
                .param("end", "18:00")
                .param("leadMinutes", "")
                .param("atOnce", more.isEmpty() ? "5" : more + "0")
                .param("graceMinutes", "15")
                .param("tags", tags)
                .param("revision", "0")
                .with(csrf())
                .with(a(Role.ADMIN));
    }

    private MockHttpServletRequestBuilder window(String path, String name) {
        return post(path)
                .param("name", name)
                .param("zone", "Europe/Berlin")
                .param("rhythm", "WEEKLY")
                .param("days", "SATURDAY")
                .param("start", "02:30")
                .param("lengthMinutes", "60")
                .param("tags", "team=" + team)
                .param("revision", "0")
                .with(csrf());
    }

    private static MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) {
        return request.contentType(MediaType.APPLICATION_JSON).content(body).with(csrf());
    }
}
