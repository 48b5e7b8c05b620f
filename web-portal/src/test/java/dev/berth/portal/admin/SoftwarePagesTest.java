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
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.flash;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrlPattern;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.software.SoftwareRounds;
import dev.berth.portal.PortalTest;
import dev.berth.portal.RestingDesktop;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Packages as an admin and a person see them, and as a program asks for them. */
class SoftwarePagesTest extends PortalTest {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SoftwareRounds rounds;

    private Person alice;
    private UUID desktop;
    private String name;
    private String id;

    @BeforeEach
    void aDesktopAndAPackage() throws Exception {
        alice = person(Role.EMPLOYEE);
        desktop = RestingDesktop.add(jdbc, alice, RunningMode.MANUAL, Wanted.STOPPED);
        name = "Ink " + UUID.randomUUID();
        id = id(ask(post("/api/v1/packages"), "{\"name\": \"" + name + "\", \"vendor\": \"Ink Ltd\"}")
                .andExpect(status().isCreated()));
    }

    @Test
    void adminAddsVersionsMakesOneCurrentAndSeesEachDesktop() throws Exception {
        String first = version("1.0");
        String second = version("1.1");
        ask(put("/api/v1/packages/" + id + "/current").header("If-Match", "\"1\""), "{\"version\": \"" + second + "\"}")
                .andExpect(status().isPreconditionFailed());
        mvc.perform(post("/admin/packages/" + id + "/versions/" + second + "/current")
                        .param("revision", "2")
                        .with(a(Role.ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrlPattern("/admin/packages/*"))
                .andExpect(flash().attributeCount(0));
        mvc.perform(post("/admin/packages/" + id + "/versions")
                        .param("label", "2.0")
                        .param("content", "SOURCES")
                        .param("debianName", "ink; reboot")
                        .param("debianVersion", "2.0")
                        .with(a(Role.ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("debianName is &#39;ink; reboot&#39;")));
        assign("REQUIRED");
        rounds.settle();
        mvc.perform(get("/admin/packages/" + id).with(a(Role.AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(desktop.toString())))
                .andExpect(content().string(containsString("waits for the desktop")))
                .andExpect(content().string(not(containsString("data-part-bytes"))));
        mvc.perform(get("/admin/packages/desktops/" + desktop).with(a(Role.AUDITOR)))
                .andExpect(content().string(containsString(name)));
        jdbc.sql("update desktop_software set state = 'GIVEN_UP', reason = 'It ended with 100.' where desktop_id = ?")
                .param(desktop)
                .update();
        mvc.perform(get("/admin/packages/" + id).param("state", "GIVEN_UP").with(a(Role.ADMIN)))
                .andExpect(content().string(containsString("It ended with 100.")))
                .andExpect(content().string(containsString("/retry")))
                .andExpect(content().string(containsString("data-part-bytes")));
        mvc.perform(get("/admin/packages").with(a(Role.ADMIN)))
                .andExpect(content().string(containsString("state-bad")));
        mvc.perform(get("/admin/packages/new").with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("name=\"vendor\"")));
        ask(post("/api/v1/packages/" + id + "/retry?desktop=" + desktop), "")
                .andExpect(jsonPath("$.tried").value(1));
        mvc.perform(get("/admin/audit").param("kind", "package").with(a(Role.AUDITOR)))
                .andExpect(content().string(containsString("href=\"/admin/packages/" + id + "\">" + name + "<")));
        ask(delete("/api/v1/packages/" + id + "/versions/" + second), "").andExpect(status().isConflict());
        ask(delete("/api/v1/packages/" + id).header("If-Match", "\"3\""), "")
                .andExpect(status().isConflict())
                .andExpect(content().string(containsString("is assigned")));
        ask(delete("/api/v1/packages/" + id + "/versions/" + first), "").andExpect(status().isNoContent());
    }

    @Test
    void personInstallsAndRemovesWhatIsThereForThem() throws Exception {
        version("1.0");
        assign("AVAILABLE");
        rounds.settle();
        mvc.perform(get("/desktops/" + desktop + "/packages").with(as(alice)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(name)))
                .andExpect(content().string(containsString(">Install<")));
        mvc.perform(post("/desktops/" + desktop + "/packages/" + id)
                        .param("installed", "true")
                        .with(as(alice))
                        .with(csrf()))
                .andExpect(redirectedUrlPattern("/desktops/*"))
                .andExpect(flash().attributeCount(0));
        mvc.perform(get("/api/v1/me/desktops/" + desktop + "/packages").with(as(alice)))
                .andExpect(jsonPath("$[0].installs").value(false))
                .andExpect(jsonPath("$[0].removes").value(true));
        mvc.perform(put("/api/v1/me/desktops/" + desktop + "/packages/" + id)
                        .with(as(alice))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"installed\": false}"))
                .andExpect(jsonPath("$[0].installs").value(true));
        mvc.perform(get("/desktops/" + desktop + "/packages").with(as(person(Role.EMPLOYEE))))
                .andExpect(status().isNotFound());
    }

    @Test
    void fileIsBroughtInPartsAndCheckedByItsSum() throws Exception {
        String file = id(ask(post("/api/v1/packages/files"), "{\"name\": \"ink_1.0_all.deb\", \"bytes\": 30}")
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.partBytes").value(524288)));
        ask(post("/api/v1/packages/files"), "{\"name\": \"../../etc/passwd\", \"bytes\": 30}")
                .andExpect(status().isBadRequest());
        ask(put("/api/v1/packages/files/" + file + "/parts/1"), "x").andExpect(status().isBadRequest());
        part(file, "not a package at all, is it?!!").andExpect(status().isBadRequest());
        ask(post("/api/v1/packages/files/" + file + "/finish"), "{}").andExpect(status().isConflict());
        part(file, "!<arch>\ndebian-binary   123456").andExpect(status().isNoContent());
        ask(post("/api/v1/packages/files/" + file + "/finish"), "{\"sha256\": \"" + "0".repeat(64) + "\"}")
                .andExpect(status().isBadRequest());
        ask(post("/api/v1/packages/files/" + file + "/finish"), "{}")
                .andExpect(jsonPath("$.sha256").isNotEmpty());
        ask(post("/api/v1/packages/" + id + "/versions"), """
                        {"label": "1.0", "content": "FILE", "debianName": "ink", "debianVersion": "1.0", "file": "%s"}
                        """.formatted(file)).andExpect(status().isCreated());
    }

    private ResultActions part(String file, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(bytes).hasSize(30);
        return mvc.perform(put("/api/v1/packages/files/" + file + "/parts/0")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .content(bytes)
                .with(a(Role.ADMIN))
                .with(csrf()));
    }

    private String version(String label) throws Exception {
        return id(ask(post("/api/v1/packages/" + id + "/versions"), """
                        {"label": "%s", "content": "SOURCES", "debianName": "ink", "debianVersion": "%s"}
                        """.formatted(label, label))
                .andExpect(status().isCreated()));
    }

    private void assign(String rule) throws Exception {
        ask(post("/api/v1/packages/" + id + "/assignments"), """
                        {"kind": "PERSON", "subject": "%s", "label": "alice", "rule": "%s", "moment": "NOW"}
                        """.formatted(alice.id(), rule))
                .andExpect(status().isCreated());
    }

    private ResultActions ask(MockHttpServletRequestBuilder request, String body) throws Exception {
        return mvc.perform(request.contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .with(a(Role.ADMIN))
                .with(csrf()));
    }

    private static String id(ResultActions answered) throws Exception {
        return JsonMapper.shared()
                .readTree(answered.andReturn().getResponse().getContentAsString())
                .get("id")
                .asString();
    }
}
