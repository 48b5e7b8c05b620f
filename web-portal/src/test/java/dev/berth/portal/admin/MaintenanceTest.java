package dev.berth.portal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
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

/** Maintenance as an admin sees it and a program asks for it. */
class MaintenanceTest extends PortalTest {

    private static final String WINDOW = """
            {"name": "%s", "zone": "Europe/Berlin", "days": ["SATURDAY"], "start": "02:30", "lengthMinutes": 120}
            """;

    @Autowired
    private JdbcClient jdbc;

    private UUID desktop;

    @BeforeEach
    void anAlwaysOnDesktop() {
        desktop = RestingDesktop.add(jdbc, person(Role.EMPLOYEE), RunningMode.ALWAYS_ON, Wanted.SUSPENDED);
    }

    @Test
    void pagesShowWindowsTheirFormTheCalendarAndRuns() throws Exception {
        mvc.perform(get("/admin/maintenance").with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Always on")))
                .andExpect(content().string(containsString("Sunday")));
        mvc.perform(get("/admin/maintenance/windows/new").with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("name=\"rhythm\"")));
        mvc.perform(get("/admin/maintenance/calendar").with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("month-day")));
        mvc.perform(get("/admin/maintenance/calendar")
                        .param("desktop", desktop.toString())
                        .with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(desktop.toString())));
        mvc.perform(get("/admin/desktops/" + desktop).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"maintain\"")));
    }

    @Test
    void windowIsMadeByFormAndNonsenseIsToldAtItsField() throws Exception {
        String name = "W" + UUID.randomUUID();
        mvc.perform(form(name, "Europe/Berlin", "02:30", "5"))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("lengthMinutes is &#39;5&#39;; allowed are 15 to 1440")));
        mvc.perform(form(name, "Europe/Atlantis", "02:30", "60"))
                .andExpect(content().string(containsString("zone is &#39;Europe/Atlantis&#39;")));
        mvc.perform(form(name, "Europe/Berlin", "02:30", "60")).andExpect(redirectedUrl("/admin/maintenance"));
        mvc.perform(form(name, "Europe/Berlin", "02:30", "60"))
                .andExpect(content().string(containsString("another window has it already")));
        mvc.perform(get("/admin/maintenance").with(a(Role.ADMIN)))
                .andExpect(content().string(containsString(name)));
    }

    @Test
    void windowIsMadeChangedAndReadByTheApiWithItsTag() throws Exception {
        String name = "A" + UUID.randomUUID();
        var admin = a(Role.ADMIN);
        String made = mvc.perform(json(post("/api/v1/maintenance/windows"), WINDOW.formatted(name))
                        .with(admin))
                .andExpect(status().isCreated())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String id = JsonMapper.shared().readTree(made).path("id").asString();
        mvc.perform(get("/api/v1/maintenance/windows/" + id).with(a(Role.AUDITOR)))
                .andExpect(header().string("ETag", "\"1\""));
        mvc.perform(json(put("/api/v1/maintenance/windows/" + id), WINDOW.formatted(name + "b"))
                        .with(admin)
                        .header("If-Match", "\"1\""))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"2\""));
        mvc.perform(json(put("/api/v1/maintenance/windows/" + id), WINDOW.formatted(name + "c"))
                        .with(admin)
                        .header("If-Match", "\"1\""))
                .andExpect(status().isPreconditionFailed());
        mvc.perform(json(
                                post("/api/v1/maintenance/windows"),
                                "{\"name\": \"x\", \"zone\": \"UTC\", \"start\": \"02:30\", \"lengthMinutes\": 60}")
                        .with(admin))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("exactly one of them")));
        mvc.perform(json(put("/api/v1/maintenance/windows/" + id + "/enabled"), "{\"enabled\": false}")
                        .with(admin)
                        .header("If-Match", "\"2\""))
                .andExpect(status().isOk());
    }

    @Test
    void calendarAndFeedTellTheSame() throws Exception {
        String calendar = mvc.perform(get("/api/v1/maintenance/calendar")
                        .param("desktop", desktop.toString())
                        .with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String feed = mvc.perform(get("/api/v1/maintenance/calendar.ics")
                        .param("desktop", desktop.toString())
                        .with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Type", containsString("text/calendar")))
                .andReturn()
                .getResponse()
                .getContentAsString();
        JsonNode planned = JsonMapper.shared().readTree(calendar);
        assertThat(planned.size()).isBetween(52, 53);
        assertThat(feed.split("BEGIN:VEVENT", -1)).hasSize(planned.size() + 1);
        assertThat(feed).contains("SUMMARY:Maintenance: Always on", "DTSTART:");
        for (JsonNode one : planned) {
            String utc =
                    one.at("/occurrence/from").asString().replaceAll("[-:]", "").replaceAll("\\.\\d+", "");
            assertThat(feed).contains("DTSTART:" + utc);
        }
    }

    @Test
    void runIsStartedWaitedForAndShown() throws Exception {
        var admin = a(Role.ADMIN);
        String begun = mvc.perform(json(post("/api/v1/maintenance/runs"), "{\"desktops\": [\"%s\"]}".formatted(desktop))
                        .with(admin))
                .andExpect(status().isCreated())
                .andReturn()
                .getResponse()
                .getContentAsString();
        String id = JsonMapper.shared().readTree(begun).path("id").asString();
        mvc.perform(get("/api/v1/maintenance/runs/" + id).param("wait", "30").with(admin))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("\"state\":\"DONE\"")))
                .andExpect(content().string(containsString("\"SKIPPED\":1")));
        mvc.perform(get("/api/v1/maintenance/runs/" + id + "/desktops").with(admin))
                .andExpect(content().string(containsString("It is suspended")));
        mvc.perform(get("/admin/maintenance/runs/" + id).with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("It is suspended")));
        mvc.perform(post("/api/v1/maintenance/runs/" + id + "/cancel")
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isConflict());
        mvc.perform(get("/api/v1/maintenance/runs/" + id).param("wait", "3600").with(admin))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("wait is '3600'")));
    }

    private MockHttpServletRequestBuilder form(String name, String zone, String start, String minutes) {
        return post("/admin/maintenance/windows")
                .with(a(Role.ADMIN))
                .with(csrf())
                .param("name", name)
                .param("zone", zone)
                .param("rhythm", "WEEKLY")
                .param("days", "SATURDAY", "SUNDAY")
                .param("start", start)
                .param("lengthMinutes", minutes)
                .param("revision", "0");
    }

    private static MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) {
        return request.with(csrf()).contentType(MediaType.APPLICATION_JSON).content(body);
    }
}
