package dev.berth.portal.page;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

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

    @Test
    void howSomebodyLikesTheirSessionsIsKeptOnTheirAccount() throws Exception {
        var alice = as(person(Role.EMPLOYEE));
        like(alice, "{\"keyboard\": \"DE_CH\", \"toolbar\": \"LEFT\"}").andExpect(status().isOk());
        mvc.perform(get("/api/v1/me/session").with(alice))
                .andExpect(jsonPath("$.keyboard").value("DE_CH"))
                .andExpect(jsonPath("$.toolbar").value("LEFT"));
        like(alice, "{}").andExpect(jsonPath("$.keyboard").isEmpty());
        like(alice, "{\"keyboard\": \"KLINGON\"}").andExpect(status().isBadRequest());
    }

    private ResultActions like(RequestPostProcessor person, String json) throws Exception {
        return mvc.perform(put("/api/v1/me/session")
                .with(person)
                .with(csrf())
                .contentType(MediaType.APPLICATION_JSON)
                .content(json));
    }
}
