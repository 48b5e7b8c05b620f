package dev.berth.portal.page;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionPageTest extends PortalTest {

    private final UUID session = UUID.randomUUID();

    @Test
    void aVisitOpensNothingAnew() throws Exception {
        mvc.perform(get("/sessions/" + session + "/retry")
                        .with(a(Role.EMPLOYEE))
                        .header("Sec-Fetch-Site", "same-origin"))
                .andExpect(status().isNotFound());
    }

    @Test
    void openingAnewNeedsThePagesTokenAndNothingThatABrowserLeavesOutOnPlainHttp() throws Exception {
        String retry = "/api/v1/sessions/" + session + "/retry";
        mvc.perform(post(retry).with(a(Role.EMPLOYEE)))
                .andExpect(status().isForbidden())
                .andExpect(jsonPath("$.code").value("PAGE_TOO_OLD"));
        mvc.perform(post(retry).with(a(Role.EMPLOYEE)).with(csrf()))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.detail").value("There is no session " + session + "."));
    }
}
