package dev.berth.portal.helpdesk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.session.TerminationReason;
import dev.berth.portal.PortalTest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

class HelpdeskPagesTest extends PortalTest {

    @Autowired
    private DataSource database;

    @Test
    void aSearchThatFindsOneLeadsStraightToTheirPage() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        mvc.perform(get("/people").param("text", carol.accountName()).with(a(Role.HELPDESK)))
                .andExpect(redirectedUrl("/people/" + carol.id()));
        mvc.perform(get("/people/" + carol.id()).with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(carol.displayName())));
        mvc.perform(get("/people/" + carol.id() + "/directory").with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("not in the directory any more")))
                .andExpect(content().string(not(containsString("<html"))));
    }

    @Test
    void aPersonsDesktopsSessionsAndWaterfallsAreOnTheirPage() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        UUID session = liveSession(carol);
        mvc.perform(get("/people/" + carol.id()).with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("10.0 s")))
                .andExpect(content().string(containsString("/sessions/" + session + "/message")))
                .andExpect(content().string(containsString("&lt;b&gt;Broken&lt;/b&gt;")))
                .andExpect(content().string(not(containsString("<b>Broken"))));
        mvc.perform(get("/api/v1/people/" + carol.id()).with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.sessions[0].waterfall.stages[1].tookMs").value(10_000))
                .andExpect(jsonPath("$.desktops[0].hostname").value("host-" + carol.accountName()));
        mvc.perform(post("/api/v1/people/" + carol.id() + "/sessions/" + session + "/message")
                        .with(csrf())
                        .with(a(Role.HELPDESK))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"text\":\"\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value(containsString("allowed are 1 to 500")));
        mvc.perform(post("/people/" + carol.id() + "/sessions/" + session + "/end")
                        .with(csrf())
                        .with(a(Role.HELPDESK)))
                .andExpect(redirectedUrl("/people/" + carol.id()));
    }

    @Test
    void whatWasRefusedAtTheDoorIsOnThePersonsPage() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        mvc.perform(post("/sign-in")
                .with(csrf())
                .param("username", carol.accountName().toUpperCase(Locale.ROOT))
                .param("password", "not it"));
        mvc.perform(get("/api/v1/people/" + carol.id()).with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.history[0].action").value("portal.sign-in"))
                .andExpect(jsonPath("$.history.length()").value(1));
    }

    private UUID liveSession(Person person) throws SQLException {
        UUID session = UUID.randomUUID();
        String rows = """
                        with i as (insert into image values (gen_random_uuid(), 'main', '%1$s', '', 'LINUX', now()) returning id),
                             v as (insert into image_version
                                   select gen_random_uuid(), 'main', id, 1, '/images', '', true, now() from i returning id),
                             b as (insert into bundle (id, home_region, name, description, image_version_id, vcpus,
                                                       memory_mib, root_volume_mib, user_volume_mib, running_mode,
                                                       auto_stop_minutes, network, copy_out, paste_in, shows_desktop,
                                                       enabled, created_at)
                                   select gen_random_uuid(), 'main', '%1$s', '', v.id, 1, 1024, 1024, 1024, 'MANUAL', 60,
                                          'isolated', true, true, true, true, now() from v
                                   returning id, image_version_id),
                             d as (insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname,
                                                        vcpus, memory_mib, running_mode, auto_stop_minutes, state,
                                                        state_reason, state_since, wanted, retry_at, created_at)
                                   select gen_random_uuid(), 'main', '%2$s'::uuid, b.id, b.image_version_id, 'host-' || '%1$s', 1,
                                          1024, 'MANUAL', 60, 'UNHEALTHY', '<b>Broken</b>', now(), 'RUNNING',
                                          now() + interval '1 day', now() from b
                                   returning id),
                             s as (insert into session (id, home_region, reference, person_id, desktop_id, client_address,
                                                        state, opened_at)
                                   select '%3$s'::uuid, 'main', '%1$s', '%2$s'::uuid, d.id, '192.0.2.10', 'READY', now() from d
                                   returning id, opened_at)
                        insert into session_stage
                        select s.id, 'AUTHORISED', s.opened_at from s
                        union all
                        select s.id, 'PLACED', s.opened_at + interval '10 seconds' from s
                        """.formatted(person.accountName(), person.id(), session);
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(rows);
        }
        return session;
    }

    @Test
    void thePageAndTheApiAnswerWhy() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        mvc.perform(get("/people/why").with(a(Role.HELPDESK))).andExpect(status().isOk());
        mvc.perform(get("/people/why")
                        .param("ask", "true")
                        .param("person", carol.accountName())
                        .param("kind", "sign-in")
                        .param("address", "192.0.2.1")
                        .with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("/people/runbook#account-gone")));
        mvc.perform(get("/api/v1/people/why")
                        .param("person", carol.accountName())
                        .param("kind", "bundle")
                        .param("thing", UUID.randomUUID().toString())
                        .param("address", "192.0.2.1")
                        .param("time", "2026-01-01 10:00")
                        .with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.allowed").value(false))
                .andExpect(jsonPath("$.codes[0]").value("NOT_FOUND"))
                .andExpect(jsonPath("$.findings[0].remedies[0]").isNotEmpty())
                .andExpect(jsonPath("$.past.note").value(containsString("no past states")));
    }

    @Test
    void aQuestionThatCannotBeReadComesBackWithItsSentenceAsText() throws Exception {
        mvc.perform(get("/people/why")
                        .param("ask", "true")
                        .param("person", "<script>alert('nobody')</script>")
                        .param("address", "192.0.2.1")
                        .with(a(Role.HELPDESK)))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("neither Berth nor the directory knows anybody")))
                .andExpect(content().string(not(containsString("<script>alert"))));
        mvc.perform(get("/api/v1/people/why")
                        .param("person", "x")
                        .param("kind", "sign-in")
                        .param("address", "010.0.0.1")
                        .with(a(Role.HELPDESK)))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value(containsString("address is '010.0.0.1'")));
    }

    @Test
    void somebodyElsesThingsAreNotThereUnderAnothersName() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        String session = "/people/" + carol.id() + "/sessions/" + UUID.randomUUID();
        mvc.perform(post(session + "/end").with(csrf()).with(a(Role.HELPDESK))).andExpect(status().isNotFound());
        mvc.perform(post("/api/v1" + session + "/message")
                        .with(csrf())
                        .with(a(Role.HELPDESK))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"text\":\"Hello\"}"))
                .andExpect(status().isNotFound());
        mvc.perform(post("/people/" + carol.id() + "/desktops/" + UUID.randomUUID() + "/reboot")
                        .with(csrf())
                        .with(a(Role.HELPDESK)))
                .andExpect(status().isNotFound());
    }

    @Test
    void employeesSeeNobody() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        for (String path : List.of("", "/why", "/runbook", "/" + carol.id(), "/" + carol.id() + "/support-bundle")) {
            mvc.perform(get("/people" + path).with(as(carol))).andExpect(status().isForbidden());
        }
    }

    @Test
    void theSupportBundleIsAFileWithoutSecrets() throws Exception {
        Person carol = person(Role.EMPLOYEE);
        mvc.perform(get("/people/" + carol.id() + "/support-bundle").with(a(Role.HELPDESK)))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Disposition", containsString("attachment; filename=\"berth-")))
                .andExpect(jsonPath("$.person.accountName").value(carol.accountName()));
    }

    @Test
    void whatLooksLikeASecretIsTakenOut() {
        assertThat(Redaction.of("Cannot reach qemu+ssh://root:hunter2@kvm1/system"))
                .doesNotContain("hunter2")
                .contains("@kvm1/system");
        assertThat(Redaction.of("password=hunter2, host kvm1"))
                .doesNotContain("hunter2")
                .contains("host kvm1");
        assertThat(Redaction.of("{\"clientSecret\":\"hunter2\",\"name\":\"kvm1\"}"))
                .doesNotContain("hunter2")
                .contains("kvm1");
        assertThat(Redaction.of("ticket: Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFCQ0RFRkdI"))
                .doesNotContain("Zm9v");
        assertThat(Redaction.of("seen Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFCQ0RFRkdI there"))
                .isEqualTo("seen [redacted] there");
        String id = "Desktop " + UUID.randomUUID() + " on 2001:db8::1 is well";
        assertThat(Redaction.of(id)).isEqualTo(id);
    }

    @Test
    void everyCodeHasItsRunbook() {
        Set<String> explained = new Runbook()
                .parts().stream()
                        .flatMap(part -> part.entries().stream())
                        .filter(entry -> !entry.lines().isEmpty())
                        .map(Runbook.Entry::code)
                        .collect(Collectors.toSet());
        assertThat(explained)
                .containsAll(Arrays.stream(RefusalCode.values()).map(Enum::name).toList())
                .containsAll(Arrays.stream(TerminationReason.values())
                        .map(Enum::name)
                        .toList())
                .contains("account-disabled", "account-expired", "account-locked", "password-expired")
                .contains("password-must-change", "no-role", "directory-unavailable", "account-gone")
                .contains("wrong-name-or-password", "too-many-attempts", "outside-logon-hours")
                .contains("workstation-not-allowed", "ERROR", "UNHEALTHY", "UNREACHABLE");
    }
}
