package dev.berth.portal.page;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.flash;
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

/** A desktop as its person and its admin see it, and what each may ask of it. */
class OwnDesktopTest extends PortalTest {

    @Autowired
    private JdbcClient jdbc;

    private Person alice;
    private UUID desktop;

    @BeforeEach
    void aStoppedDesktop() {
        alice = person(Role.EMPLOYEE);
        desktop = RestingDesktop.add(jdbc, alice, RunningMode.MANUAL, Wanted.STOPPED);
    }

    @Test
    void itsPersonSeesWhatTheyMayDoAndWhomToAskForWhatTheyMayNot() throws Exception {
        mvc.perform(get("/desktops/" + desktop).with(as(alice)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("id=\"restart\"")))
                .andExpect(content().string(containsString("while it is in state stopped")))
                .andExpect(content().string(not(containsString("id=\"rebuild\""))))
                .andExpect(content().string(not(containsString("People may not"))))
                .andExpect(
                        content().string(containsString("Ask your helpdesk for: rebuild, running mode, disk, size.")));
    }

    @Test
    void homeTellsWhetherTheProgramsOfAStoppedDesktopAreSaved() throws Exception {
        mvc.perform(get("/").with(as(alice)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Stopped")))
                .andExpect(content().string(not(containsString("programs saved"))));
        jdbc.sql("update desktop set power = 'SAVED' where id = ?")
                .param(desktop)
                .update();
        mvc.perform(get("/").with(as(alice))).andExpect(content().string(containsString("programs saved")));
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
    void removedDesktopIsNotOfferedMaintenance() throws Exception {
        mvc.perform(get("/admin/desktops/" + desktop).with(a(Role.ADMIN)))
                .andExpect(content().string(containsString("id=\"maintain\"")));
        jdbc.sql("update desktop set state = 'TERMINATED', kept_until = now() + interval '6 days' where id = ?")
                .param(desktop)
                .update();
        mvc.perform(get("/admin/desktops/" + desktop).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Disks kept until")))
                .andExpect(content().string(not(containsString("id=\"maintain\""))));
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
