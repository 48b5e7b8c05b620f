package dev.berth.portal.page;

import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.flash;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

/** A desktop as its person and its admin see it, and what each may ask of it. */
class OwnDesktopTest extends PortalTest {

    @Autowired
    private DataSource database;

    private Person alice;
    private UUID desktop;

    @BeforeEach
    void aStoppedDesktop() throws SQLException {
        alice = person(Role.EMPLOYEE);
        desktop = UUID.randomUUID();
        String name = "Bundle " + desktop;
        String sql = """
                        with i as (insert into image values (gen_random_uuid(), 'main', ?, '', 'LINUX', now()) returning id),
                             v as (insert into image_version
                                   select gen_random_uuid(), 'main', id, 1, '/images', '', true, now() from i returning id),
                             b as (insert into bundle (id, home_region, name, description, image_version_id, vcpus,
                                                       memory_mib, root_volume_mib, user_volume_mib, running_mode,
                                                       auto_stop_minutes, network, copy_out, paste_in, shows_desktop,
                                                       enabled, created_at)
                                   select gen_random_uuid(), 'main', ?, '', v.id, 1, 1024, 1024, 1024, 'MANUAL', 60,
                                          'isolated', true, true, true, true, now() from v
                                   returning id, image_version_id),
                             e as (insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id,
                                                            created_at)
                                   select gen_random_uuid(), 'main', 'PERSON', ?::text, 'alice', id, now() from b)
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select ?::uuid, 'main', ?::uuid, b.id, b.image_version_id, ?, 1, 1024, 'MANUAL', 60,
                               'STOPPED', now(), 'STOPPED', now() + interval '1 day', now()
                          from b
                        """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            String person = alice.id().toString();
            var values = List.of(name, name, person, desktop.toString(), person, desktop.toString());
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            statement.execute();
        }
    }

    @Test
    void itsPersonSeesWhatTheyMayDoAndWhyNotWhatTheyMayNot() throws Exception {
        mvc.perform(get("/desktops/" + desktop).with(as(alice)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"restart\"")))
                .andExpect(content().string(containsString("while it is in state stopped")))
                .andExpect(content().string(containsString("People may not rebuild desktops of their own here")));
    }

    @Test
    void whatIsRefusedNowIsToldOnThePage() throws Exception {
        mvc.perform(post("/desktops/" + desktop + "/restart").with(as(alice)).with(csrf()))
                .andExpect(redirectedUrl("/desktops/" + desktop))
                .andExpect(flash().attribute("failed", containsString("You cannot restart the desktop")));
        mvc.perform(post("/desktops/" + desktop + "/rebuild").with(as(alice)).with(csrf()))
                .andExpect(status().isForbidden());
    }

    @Test
    void somebodyElsesDesktopIsNotThere() throws Exception {
        Person bob = person(Role.EMPLOYEE);
        mvc.perform(get("/desktops/" + desktop).with(as(bob))).andExpect(status().isNotFound());
        mvc.perform(post("/api/v1/me/desktops/" + desktop + "/actions")
                        .with(as(bob))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"action\": \"RESTART\"}"))
                .andExpect(status().isNotFound());
    }

    @Test
    void adminSeesTheDesktopAndWhatPeopleMayDoThemselves() throws Exception {
        mvc.perform(get("/admin/desktops/" + desktop).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"change-compute\"")));
        mvc.perform(get("/admin/self-service").with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("name=\"growVolume\"")));
    }

    @Test
    void refusedOperationOfAnAdminIsToldWithStateAndGuard() throws Exception {
        mvc.perform(post("/api/v1/desktops/" + desktop + "/hold")
                        .with(a(Role.ADMIN))
                        .with(csrf()))
                .andExpect(status().isConflict())
                .andExpect(content().string(containsString("it is STOPPED; allowed is [AVAILABLE]")));
        mvc.perform(post("/api/v1/desktops/" + desktop + "/rebuild")
                        .with(a(Role.HELPDESK))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}"))
                .andExpect(status().isConflict())
                .andExpect(content().string(containsString("never ready")));
    }
}
